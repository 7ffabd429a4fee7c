// The closed sets of this service and how they are written on the wire and in the store.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace erp::approval_request {

enum class DocumentState {
  kDraft,
  kSubmitting,
  kInProgress,
  kApproved,
  kRejected,
  kReturned,
  kRecalled,
  kCanceled,
};

// kPending: not decided yet, whether open or waiting for its turn.
enum class StepStatus { kPending, kApproved, kRejected, kReturned, kSkipped, kCanceled };

std::string_view Word(DocumentState state);
std::string_view Word(StepStatus status);

// A rejection of a document on such a form must say why.
bool RejectionNeedsReason(std::string_view form);

std::optional<DocumentState> ParseDocumentState(std::string_view word);
std::optional<StepStatus> ParseStepStatus(std::string_view word);

// Every word of a set, for the checks of requests.
std::vector<std::string> DocumentStateWords();

}  // namespace erp::approval_request
