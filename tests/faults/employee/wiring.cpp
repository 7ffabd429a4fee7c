#include "employee/wiring.h"

#include "faults/employee/faulty_attendance.h"
#include "faults/employee/faulty_ledger.h"
#include "faults/employee/faulty_quests.h"

namespace erp::employee {

Ports Wire(const Config& config, const Ports& given) {
  Ports ports = given;
  static FaultyLedger ledger(config, given.ledger);
  ports.ledger = ledger;
  static FaultyAttendance attendance(config, given.attendance, given.ledger);
  ports.attendance = attendance;
  static FaultyQuests quests(given.quests);
  ports.quests = quests;
  return ports;
}

outbox::Sinks Wire(const Config& /*config*/, outbox::Sinks sinks) { return sinks; }

}  // namespace erp::employee
