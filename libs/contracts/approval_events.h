// What approval-request publishes of documents (topic approval-requests, key requestId): read by
// approval-processing. Schemas: proto/events/approval.step-opened and approval.closed.
//
// Encoding and decoding are thread-safe and do not block. Decode refuses what is not the event
// ("malformed-json", "invalid-body"); members it does not know are ignored, and what a release
// before did not say is optional.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.h"
#include "common/document_texts.h"
#include "common/result.h"
#include "contracts/scalars.h"

namespace erp::contracts {

// A step as the line showed it at that moment.
struct LineStep {
  int step = 1;
  EmployeeId approver;
  std::string status;  // pending approved rejected returned skipped canceled, or a newer word

  friend bool operator==(const LineStep&, const LineStep&) = default;
};

// Everything that a decision on the open step is checked against, and what its approver sees.
struct StepOpened {
  static constexpr const char* kType = "approval.step-opened";

  RequestId document;
  StepKey key;
  std::int64_t order = 1;        // number of this event within the document
  std::int64_t result_base = 0;  // number of the last result that the document has applied
  // Of the document, the same as long as this step is open; earlier releases did not say it.
  std::optional<std::int64_t> version = {};
  bool last_step = false;
  bool reason_required = false;         // a rejection needs a comment
  std::optional<bool> recallable = {};  // by the drafter; earlier releases did not say it
  std::vector<Person> approvers;        // at least one; names may be empty when read
  EmployeeId requester;
  std::string requester_name;
  std::string form;  // its id; on the wire also as its type, which is all that earlier releases say
  DocumentTexts texts;             // the fields are opaque to everybody but the form
  std::int64_t leave_minutes = 0;  // on the wire leaveDays, of 480 minutes; 0: it takes no leave
  std::string content_hash;        // SHA-256, 64 hex digits
  std::vector<LineStep> steps;
  Instant created_at{};
  Instant opened_at{};
  // Only in answers of approval-request, never on the bus: the result that is missing there.
  std::optional<std::int64_t> missing_result = {};

  friend bool operator==(const StepOpened&, const StepOpened&) = default;
};

// The round of a document has ended: nothing of it can be decided any more.
struct RoundClosed {
  static constexpr const char* kType = "approval.closed";

  RequestId document;
  std::int64_t round = 1;
  std::int64_t order = 1;
  std::optional<std::int64_t> result_base = {};  // earlier releases did not say it
  std::string outcome;  // approved rejected returned recalled canceled, or a newer word
  Instant closed_at{};

  friend bool operator==(const RoundClosed&, const RoundClosed&) = default;
};

std::string Encode(const StepOpened& event);
std::string Encode(const RoundClosed& event);
Result<StepOpened> DecodeStepOpened(std::string_view body);
Result<RoundClosed> DecodeRoundClosed(std::string_view body);

}  // namespace erp::contracts
