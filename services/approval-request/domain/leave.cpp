#include "approval-request/domain/leave.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace erp::approval_request {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 4> kKinds = {"reserve", "consume", "release", "cancel"};

LeaveOperation OperationOf(const Document& document, LeaveKind kind) {
  return {.document = document.id,
          .round = PresentRound(document).number,
          .employee = document.requester.id,
          .kind = kind,
          .minutes = document.leave_minutes,
          .dates = kind == LeaveKind::kReserve ? document.leave_dates : "",
          .at = document.updated_at};
}

}  // namespace

std::optional<std::int64_t> LeaveMinutesOf(double days) {
  const double units = days * (kLeaveDay / kLeaveUnit);
  if (!(days > 0) || days * kLeaveDay > kMaxLeave || units != std::floor(units)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(units) * kLeaveUnit;
}

double LeaveDaysOf(std::int64_t minutes) { return static_cast<double>(minutes) / kLeaveDay; }

std::string DaysText(std::int64_t minutes) {
  std::array<char, 32> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), "%.10g", LeaveDaysOf(minutes)));
  return text.data();
}

std::vector<LeaveDate> LeaveDatesOf(const std::string& text) {
  std::vector<LeaveDate> dates;
  std::istringstream parts(text);
  std::string part;
  while (std::getline(parts, part, ';')) {
    std::array<char, 11> date{};
    int from = 0;
    int to = 0;
    constexpr int kRead = 3;
    if (std::sscanf(part.c_str(), "%10[0-9-]:%d-%d", date.data(), &from, &to) != kRead) {
      throw std::logic_error("dates of leave that nobody wrote");
    }
    dates.push_back({date.data(), from, to});
  }
  return dates;
}

std::string LeaveSource(RequestId document, int round) {
  return "leave:" + document.str() + ":" + std::to_string(round);
}

std::string EventId(const LeaveOperation& operation) {
  return LeaveSource(operation.document, operation.round) + ":" +
         std::string(kKinds.at(static_cast<std::size_t>(operation.kind)));
}

std::optional<LeaveOperation> ParseLeaveId(const std::string& id) {
  const std::string_view text = id;
  constexpr std::string_view kPrefix = "leave:";
  if (!text.starts_with(kPrefix)) return std::nullopt;
  const auto request_end = text.find(':', kPrefix.size());
  if (request_end == std::string_view::npos) return std::nullopt;
  const auto round_end = text.find(':', request_end + 1);
  if (round_end == std::string_view::npos) return std::nullopt;
  const auto document = RequestId::Parse(text.substr(kPrefix.size(), request_end - kPrefix.size()));
  const auto round = ParsePositive(text.substr(request_end + 1, round_end - request_end - 1));
  if (!document || !round || *round > INT32_MAX) return std::nullopt;
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (text.substr(round_end + 1) != kKinds.at(i)) continue;
    return LeaveOperation{.document = *document,
                          .round = static_cast<int>(*round),
                          .employee = {},
                          .kind = static_cast<LeaveKind>(i)};
  }
  return std::nullopt;
}

bool TakesLeave(const Document& document) { return document.leave_minutes > 0; }

bool AwaitsLeave(const Document& document, int round) {
  return document.state == DocumentState::kSubmitting && PresentRound(document).number == round;
}

LeaveOperation MakeReserve(const Document& document) {
  return OperationOf(document, LeaveKind::kReserve);
}

LeaveOperation MakeCancel(const Document& document, const LeaveCancellation& cancellation) {
  auto operation = OperationOf(document, LeaveKind::kCancel);
  operation.minutes = 0;
  operation.first_date = cancellation.first_date;
  operation.at = cancellation.at;
  return operation;
}

std::optional<LeaveOperation> LeaveEffect(const Document& document) {
  if (!TakesLeave(document)) return std::nullopt;
  switch (document.state) {
    case DocumentState::kApproved:
      return OperationOf(document, LeaveKind::kConsume);
    case DocumentState::kRejected:
    case DocumentState::kReturned:
    case DocumentState::kRecalled:
      return OperationOf(document, LeaveKind::kRelease);
    case DocumentState::kDraft:
    case DocumentState::kSubmitting:
    case DocumentState::kInProgress:
    case DocumentState::kCanceled:
      break;
  }
  return std::nullopt;
}

}  // namespace erp::approval_request
