#include "approval-request/domain/words.h"

#include <algorithm>

#include "common/form_id.h"

namespace erp::approval_request {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 8> kStates = {"draft",    "submitting", "in_progress",
                                                     "approved", "rejected",   "returned",
                                                     "recalled", "canceled"};
constexpr std::array<std::string_view, 6> kStatuses = {"pending",  "approved", "rejected",
                                                       "returned", "skipped",  "canceled"};

template <typename Enum, std::size_t kCount>
std::optional<Enum> Find(const std::array<std::string_view, kCount>& words, std::string_view word) {
  const auto* const found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

template <std::size_t kCount>
std::vector<std::string> All(const std::array<std::string_view, kCount>& words) {
  return {words.begin(), words.end()};
}

}  // namespace

std::string_view Word(DocumentState state) { return kStates.at(static_cast<std::size_t>(state)); }
std::string_view Word(StepStatus status) { return kStatuses.at(static_cast<std::size_t>(status)); }

bool RejectionNeedsReason(std::string_view form) { return form != kGeneralForm; }

std::optional<DocumentState> ParseDocumentState(std::string_view word) {
  return Find<DocumentState>(kStates, word);
}
std::optional<StepStatus> ParseStepStatus(std::string_view word) {
  return Find<StepStatus>(kStatuses, word);
}

std::vector<std::string> DocumentStateWords() { return All(kStates); }

}  // namespace erp::approval_request
