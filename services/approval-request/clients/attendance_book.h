// The book of attendance: employee. Corrections that documents ask for are checked there at the
// submit, and entered once they are approved: the relay's sink for target "attendance".
#pragma once

#include <string>
#include <utility>

#include "approval-request/app/ports.h"
#include "approval-request/clients/employee_sink.h"
#include "http/client.h"
#include "observe/metrics.h"
#include "outbox/ports.h"

namespace erp::approval_request {

// The relay's word for what goes there.
inline constexpr const char* kAttendanceTarget = "attendance";

std::string AttendanceBody(const AttendanceCorrection& correction);

// Thread-safe. As EmployeeSink. A correction that employee refuses for good is delivered too:
// trying again would not help, so it is logged and counted.
class AttendanceBook final : public AttendanceClient, public outbox::Sink {
 public:
  AttendanceBook(http::Client& client, metrics::Registry& registry);

  Result<void> Check(EmployeeId employee, const std::string& day, Deadline deadline) override;

  void Start();
  void Stop() { sink_.Stop(); }
  void Deliver(const outbox::Entry& entry, Report report) override {
    sink_.Deliver(entry, std::move(report));
  }
  bool Probe(Deadline deadline) override { return sink_.Probe(deadline); }

 private:
  void Carry(const outbox::Entry& entry);

  http::Client& client_;
  metrics::Counter corrected_;
  metrics::Counter refused_;
  EmployeeSink sink_;  // last: its threads end first
};

}  // namespace erp::approval_request
