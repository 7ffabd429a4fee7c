// What a change of a document publishes, as typed values. How they look on the bus is the
// matter of clients/event_encoder.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "approval-request/domain/attendance.h"
#include "approval-request/domain/document.h"
#include "approval-request/domain/leave.h"

namespace erp::approval_request {

// Whether something is published for the first time or once more, e.g. after a refused result.
enum class Occasion { kFirst, kAgain };

// Everything that a decision on the open step is checked against.
struct StepOpened {
  struct LineStep {
    int step = 0;
    EmployeeId approver;
    StepStatus status = StepStatus::kPending;
  };

  RequestId document;
  int round = 1;
  int step = 1;
  int attempt = 1;
  std::int64_t order = 0;        // number of this event within the document
  std::int64_t result_base = 0;  // the next result is result_base + 1
  std::int64_t version = 0;      // of the document, the same as long as this step is open
  bool last_step = false;
  bool reason_required = false;
  bool recallable = false;  // by the drafter
  std::vector<PersonSnapshot> approvers;
  PersonSnapshot requester;
  std::string form{kGeneralForm};
  DocumentTexts texts;
  std::int64_t leave_minutes = 0;  // 0: it takes no leave
  std::string content_hash;
  std::vector<LineStep> steps;
  Instant created_at{};
  Instant opened_at{};
  Occasion occasion = Occasion::kFirst;  // again: the line has changed behind the open step
};

struct RoundClosed {
  RequestId document;
  int round = 1;
  std::int64_t order = 0;
  std::int64_t result_base = 0;  // the last result that is recorded
  DocumentState outcome = DocumentState::kApproved;
  Instant closed_at{};
  Occasion occasion = Occasion::kFirst;
};

struct NotificationRequested {
  enum class Kind { kApprovalRequested, kApprovalStatusChanged, kDecisionRefused };

  std::string id;
  EmployeeId user;
  Kind kind = Kind::kApprovalRequested;
  RequestId document;
  std::string status;  // "pending", "refused" or the outcome
  std::string title;
  std::string message;
  Instant at{};
};

struct NotificationSettled {
  enum class Reason { kDecided, kClosed };

  std::string notification_id;
  EmployeeId user;
  RequestId document;
  Reason reason = Reason::kDecided;
  Instant at{};
};

// All but LeaveOperation and AttendanceCorrection, which employee gets, go on the bus.
using Event = std::variant<StepOpened,
                           RoundClosed,
                           NotificationRequested,
                           NotificationSettled,
                           LeaveOperation,
                           AttendanceCorrection>;

// Deterministic: the same fact always has the same id.
std::string EventId(const StepOpened& event);
std::string EventId(const RoundClosed& event);
std::string EventId(const NotificationRequested& event);
std::string EventId(const NotificationSettled& event);

// n:{event}:{user}
std::string NotificationId(const std::string& event_id, EmployeeId user);

// The event of the document's open step; the document must have one. The same whenever it is
// asked for while the step is open and the line stays as it is.
StepOpened MakeStepOpened(const Document& document, Occasion occasion = Occasion::kFirst);

// Tells the approver of the open step.
NotificationRequested MakeApprovalRequested(const Document& document);

// vacant:{event of the open step}: that nobody can decide it.
std::string VacantEventId(const Document& document);

// Notifies the drafter that nobody can decide the open step: its approver has left.
NotificationRequested MakeVacant(const Document& document, Instant at);

// Takes back what the opening of `step` notified its approver of.
NotificationSettled MakeSettled(const Document& document,
                                const Step& step,
                                NotificationSettled::Reason reason,
                                Instant at);

RoundClosed MakeRoundClosed(const Document& document, Occasion occasion);
// Of an earlier round, or of the present one once it has ended; again.
RoundClosed MakeRoundClosed(const Document& document, const Round& round);

// Notifies the person who decided or recalled that it could not be recorded, and why.
NotificationRequested MakeResultRefused(const Document& document,
                                        EmployeeId actor,
                                        const std::string& result_id,
                                        const std::string& why,
                                        Instant at);

// Tells the drafter, and everybody who decided in this round except `decider`, of the outcome.
std::vector<NotificationRequested> MakeStatusChanged(const Document& document,
                                                     EmployeeId decider,
                                                     const std::string& comment);

// Tells the drafter, and everybody who decided in this round, that leave was canceled, except who
// did it. The document shows the cancellation.
std::vector<NotificationRequested> MakeLeaveCanceled(const Document& document);

// Notifies the drafter that the document, whose submit was answered already, is a draft again.
NotificationRequested MakeSubmitRefused(const Document& document);

}  // namespace erp::approval_request
