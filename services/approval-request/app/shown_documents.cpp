#include "approval-request/app/shown_documents.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kBudget{1000};
// What the arbiter knows of a document can be newer than what was read only because the document
// was changed in between, so the second reading shows it.
constexpr int kReadings = 3;

}  // namespace

bool ShownDocuments::Overlay(const ArbiterStepState& step_state, Document& document) {
  const Step* open = OpenStep(document);
  if (open == nullptr) return true;
  const bool same = step_state.round == PresentRound(document).number &&
                    step_state.step == open->number && step_state.attempt == open->attempt;
  if (!same) return step_state.order <= document.order;
  // Open here as there, or the round was closed there since the document was read.
  if (!step_state.result) return step_state.order <= document.order;
  // As recording it will change the document, but for the time of the recording. A result that
  // does not fit will be refused: the step stays open.
  auto change = ApplyResult(document, *step_state.result, step_state.result->at);
  if (change) document = After(std::move(document), *change);
  return true;
}

std::vector<Document> ShownDocuments::WithResults(std::vector<Document> documents) {
  const auto deadline = Deadline::After(kBudget);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (OpenStep(documents[i]) != nullptr) open.push_back(i);
  }
  for (int reading = 1; !open.empty() && reading <= kReadings; ++reading) {
    std::vector<RequestId> ids;
    for (const auto i : open) ids.push_back(documents[i].id);
    std::unordered_map<RequestId, ArbiterStepState> step_states;
    try {
      for (auto& step_state : arbiter_.Find(ids, deadline)) {
        step_states.emplace(step_state.document, std::move(step_state));
      }
    } catch (const Unavailable&) {
      return documents;  // what was decided shows as soon as it is recorded
    }
    std::vector<std::size_t> outdated;
    for (const auto i : open) {
      const auto step_state = step_states.find(documents[i].id);
      if (step_state == step_states.end() || Overlay(step_state->second, documents[i])) continue;
      if (auto again = documents_.Find(documents[i].id)) documents[i] = *std::move(again);
      if (OpenStep(documents[i]) != nullptr) outdated.push_back(i);
    }
    open = std::move(outdated);
  }
  return documents;
}

}  // namespace erp::approval_request
