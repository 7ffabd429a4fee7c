#include "approval-request/domain/events.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/sha256.h"

namespace erp::approval_request {
namespace {

std::string StepEventId(RequestId document, int round, int step, int attempt) {
  return "step:" + document.str() + ":" + std::to_string(round) + ":" + std::to_string(step) + ":" +
         std::to_string(attempt);
}

std::string ClosedEventId(RequestId document, int round) {
  return "closed:" + document.str() + ":" + std::to_string(round);
}

std::string OutcomeText(const Document& document, const std::string& comment) {
  const std::string subject = "'" + document.texts.title + "' 문서가 ";
  if (document.state == DocumentState::kApproved) return subject + "최종 승인되었습니다.";
  const bool recalled = document.state == DocumentState::kRecalled;
  return subject + (recalled ? "회수되었습니다." : "반려되었습니다.") +
         (comment.empty() ? "" : " 사유: " + comment);
}

// The words of the refusals in result.cpp.
std::string RefusalText(const std::string& why) {
  if (why == "predecessor-missing") return "앞선 처리 결과가 유실되었습니다.";
  if (why == "document-closed") return "진행 중인 문서가 아닙니다.";
  if (why == "round-mismatch") return "지난 상신 회차에 대한 처리입니다.";
  if (why == "step-not-open") return "현재 결재 단계가 아닙니다.";
  if (why == "content-mismatch") return "문서 내용이 결재한 내용과 다릅니다.";
  if (why == "approver-mismatch") return "현재 단계의 결재자가 아닙니다.";
  if (why == "not-the-drafter") return "기안자만 회수할 수 있습니다.";
  if (why == "already-decided") return "이미 결재가 시작되어 회수할 수 없습니다.";
  if (why == "earlier-epoch")
    return "처리가 저장되기 전에 결재 상태가 복구되었습니다. 다시 확인해 주세요.";
  return "먼저 처리된 다른 결재가 있습니다.";
}

// The outcome as approval.closed knows it: a draft of which nothing was ever opened is closed.
DocumentState ClosedOutcome(DocumentState state) {
  return state == DocumentState::kDraft ? DocumentState::kCanceled : state;
}

// The drafter, and everybody who decided in this round, except `by`.
std::vector<EmployeeId> ConcernedBy(const Document& document, EmployeeId by) {
  std::vector<EmployeeId> concerned;
  if (document.requester.id != by) concerned.push_back(document.requester.id);
  for (const auto& step : PresentRound(document).steps) {
    const EmployeeId person = step.approver.id;
    const bool known = std::find(concerned.begin(), concerned.end(), person) != concerned.end();
    if (!step.decision_id.empty() && person != by && !known) concerned.push_back(person);
  }
  return concerned;
}

std::string CanceledText(const Document& document, const LeaveCancellation& cancellation) {
  std::string text = "'" + document.texts.title + "' 문서의 연차 ";
  if (!cancellation.first_date.empty()) text += cancellation.first_date + "부터 ";
  text += DaysText(cancellation.minutes) + "일이 취소되었습니다.";
  if (!cancellation.reason.empty()) text += " 사유: " + cancellation.reason;
  return text;
}

// "1.5", without zeros at the end.
std::string RefusalText(const Document& document, const LeaveRefusal& refusal) {
  const std::string subject =
      "'" + document.texts.title + "' 문서가 상신되지 않아 임시저장 상태로 돌아갔습니다. 사유: ";
  if (refusal.code == "leave-insufficient") {
    return subject + "잔여 연차 부족(신청 " + DaysText(document.leave_minutes) + "일, 사용 가능 " +
           DaysText(refusal.available) + "일, 결재 중 " + DaysText(refusal.pending) + "일)";
  }
  if (refusal.code == "employee-inactive" || refusal.code == "employee-not-found") {
    return subject + "재직 중인 직원이 아닙니다.";
  }
  return subject + "연차를 예약할 수 없습니다.";
}

}  // namespace

std::string EventId(const StepOpened& event) {
  const std::string first = StepEventId(event.document, event.round, event.step, event.attempt);
  return event.occasion == Occasion::kFirst ? first : first + ":" + std::to_string(event.order);
}
std::string EventId(const RoundClosed& event) {
  const std::string first = ClosedEventId(event.document, event.round);
  return event.occasion == Occasion::kFirst ? first : first + ":" + std::to_string(event.order);
}
std::string EventId(const NotificationRequested& event) { return event.id; }
std::string EventId(const NotificationSettled& event) { return "settled:" + event.notification_id; }

std::string NotificationId(const std::string& event_id, EmployeeId user) {
  return "n:" + event_id + ":" + user.str();
}

StepOpened MakeStepOpened(const Document& document, Occasion occasion) {
  const Round& round = PresentRound(document);
  const Step& open = *OpenStep(document);
  StepOpened event{.document = document.id,
                   .round = round.number,
                   .step = open.number,
                   .attempt = open.attempt,
                   .order = document.order,
                   .result_base = document.applied,
                   .version = document.version,
                   .last_step = open.number == round.steps.back().number,
                   .reason_required = RejectionNeedsReason(document.form),
                   .recallable = Recallable(document),
                   .approvers = {open.approver},
                   .requester = document.requester,
                   .form = document.form,
                   .texts = document.texts,
                   .leave_minutes = document.leave_minutes,
                   .content_hash = document.content_hash,
                   .steps = {},
                   .created_at = document.created_at,
                   .opened_at = open.opened_at.value_or(document.updated_at),
                   .occasion = occasion};
  for (const auto& step : round.steps) {
    event.steps.push_back({step.number, step.approver.id, step.status});
  }
  return event;
}

NotificationRequested MakeApprovalRequested(const Document& document) {
  const Step& open = *OpenStep(document);
  const std::string event =
      StepEventId(document.id, PresentRound(document).number, open.number, open.attempt);
  return {.id = NotificationId(event, open.approver.id),
          .user = open.approver.id,
          .kind = NotificationRequested::Kind::kApprovalRequested,
          .document = document.id,
          .status = std::string(Word(StepStatus::kPending)),
          .title = document.texts.title,
          .message = document.requester.name + " 님이 '" + document.texts.title +
                     "' 문서의 결재를 요청했습니다.",
          .at = open.opened_at.value_or(document.updated_at)};
}

std::string VacantEventId(const Document& document) {
  const Step& open = *OpenStep(document);
  return "vacant:" +
         StepEventId(document.id, PresentRound(document).number, open.number, open.attempt);
}

NotificationRequested MakeVacant(const Document& document, Instant at) {
  const Step& open = *OpenStep(document);
  return {
      .id = NotificationId(VacantEventId(document), document.requester.id),
      .user = document.requester.id,
      .kind = NotificationRequested::Kind::kApprovalStatusChanged,
      .document = document.id,
      .status = std::string(Word(StepStatus::kPending)),
      .title = document.texts.title,
      .message = "'" + document.texts.title + "' 문서의 " + std::to_string(open.number) +
                 "단계 결재자 " + open.approver.name +
                 " 님이 퇴직하였고 대신 결재할 사람이 없습니다. 결재자를 지정하거나 회수하세요.",
      .at = at};
}

NotificationSettled MakeSettled(const Document& document,
                                const Step& step,
                                NotificationSettled::Reason reason,
                                Instant at) {
  const std::string event =
      StepEventId(document.id, PresentRound(document).number, step.number, step.attempt);
  return {.notification_id = NotificationId(event, step.approver.id),
          .user = step.approver.id,
          .document = document.id,
          .reason = reason,
          .at = at};
}

RoundClosed MakeRoundClosed(const Document& document, Occasion occasion) {
  const Round& round = PresentRound(document);
  return {.document = document.id,
          .round = round.number,
          .order = document.order,
          .result_base = document.applied,
          .outcome = ClosedOutcome(document.state),
          .closed_at = round.ended_at.value_or(document.updated_at),
          .occasion = occasion};
}

RoundClosed MakeRoundClosed(const Document& document, const Round& round) {
  RoundClosed closed = MakeRoundClosed(document, Occasion::kAgain);
  closed.round = round.number;
  closed.closed_at = round.ended_at.value_or(document.updated_at);
  if (round.recall) closed.outcome = DocumentState::kRecalled;
  if (round.refusal) closed.outcome = DocumentState::kCanceled;
  return closed;
}

NotificationRequested MakeSubmitRefused(const Document& document) {
  const Round& round = PresentRound(document);
  return {.id = NotificationId(EventId(MakeReserve(document)), document.requester.id),
          .user = document.requester.id,
          .kind = NotificationRequested::Kind::kApprovalStatusChanged,
          .document = document.id,
          .status = std::string(Word(document.state)),
          .title = document.texts.title,
          .message = RefusalText(document, round.refusal.value_or(LeaveRefusal{})),
          .at = round.ended_at.value_or(document.updated_at)};
}

std::vector<NotificationRequested> MakeStatusChanged(const Document& document,
                                                     EmployeeId decider,
                                                     const std::string& comment) {
  const Round& round = PresentRound(document);
  const auto concerned = ConcernedBy(document, decider);
  std::vector<NotificationRequested> notices;
  notices.reserve(concerned.size());
  for (const EmployeeId person : concerned) {
    notices.push_back({.id = NotificationId(ClosedEventId(document.id, round.number), person),
                       .user = person,
                       .kind = NotificationRequested::Kind::kApprovalStatusChanged,
                       .document = document.id,
                       .status = std::string(Word(document.state)),
                       .title = document.texts.title,
                       .message = OutcomeText(document, comment),
                       .at = round.ended_at.value_or(document.updated_at)});
  }
  return notices;
}

std::vector<NotificationRequested> MakeLeaveCanceled(const Document& document) {
  const auto& cancellation = PresentRound(document).cancellation.value();
  const auto event = EventId(MakeCancel(document, cancellation));
  std::vector<NotificationRequested> notices;
  for (const EmployeeId person : ConcernedBy(document, cancellation.by)) {
    notices.push_back({.id = NotificationId(event, person),
                       .user = person,
                       .kind = NotificationRequested::Kind::kApprovalStatusChanged,
                       .document = document.id,
                       .status = std::string(Word(document.state)),
                       .title = document.texts.title,
                       .message = CanceledText(document, cancellation),
                       .at = cancellation.at});
  }
  return notices;
}

NotificationRequested MakeResultRefused(const Document& document,
                                        EmployeeId actor,
                                        const std::string& result_id,
                                        const std::string& why,
                                        Instant at) {
  // The id of a notification has at most 200 characters; so may that of a result.
  constexpr std::size_t kLongest = 160;
  const std::string about = result_id.size() <= kLongest ? result_id : Sha256Hex(result_id);
  return {.id = NotificationId("refused:" + about, actor),
          .user = actor,
          .kind = NotificationRequested::Kind::kDecisionRefused,
          .document = document.id,
          .status = "refused",
          .title = document.texts.title,
          .message = "'" + document.texts.title +
                     "' 문서에 대한 처리가 반영되지 않았습니다. 사유: " + RefusalText(why),
          .at = at};
}

}  // namespace erp::approval_request
