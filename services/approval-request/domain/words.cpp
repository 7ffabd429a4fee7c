#include "approval-request/domain/words.h"

#include <algorithm>

namespace erp::approval_request {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 4> kTypes = {"GENERAL", "ANNUAL_LEAVE", "EXPENSE",
                                                    "PROJECT"};
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

std::string_view Word(DocumentType type) { return kTypes.at(static_cast<std::size_t>(type)); }
std::string_view Word(DocumentState state) { return kStates.at(static_cast<std::size_t>(state)); }
std::string_view Word(StepStatus status) { return kStatuses.at(static_cast<std::size_t>(status)); }

bool RejectionNeedsReason(DocumentType type) { return type != DocumentType::kGeneral; }

std::optional<DocumentType> ParseDocumentType(std::string_view word) {
  return Find<DocumentType>(kTypes, word);
}
std::optional<DocumentState> ParseDocumentState(std::string_view word) {
  return Find<DocumentState>(kStates, word);
}
std::optional<StepStatus> ParseStepStatus(std::string_view word) {
  return Find<StepStatus>(kStatuses, word);
}

std::vector<std::string> DocumentTypeWords() { return All(kTypes); }
std::vector<std::string> DocumentStateWords() { return All(kStates); }

}  // namespace erp::approval_request
