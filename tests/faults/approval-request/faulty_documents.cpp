#include "faults/approval-request/faulty_documents.h"

#include <utility>

#include "faults/hit.h"

namespace erp::approval_request {
namespace {

// As it is, but for the ids of the results that it has recorded.
Document Forgetful(Document document) {
  document.refused.clear();
  for (auto& round : document.rounds) {
    if (round.recall) round.recall->id = "forgotten";
    for (auto& step : round.steps) {
      if (!step.decision_id.empty()) step.decision_id = "forgotten";
    }
  }
  return document;
}

// Employee does not get what the change causes there.
void Forget(bool leave, Documents::Change& change) {
  if (leave && !change.transition.cancellation) return;
  std::erase_if(change.messages, [leave](const Message& message) {
    return message.target == (leave ? "leave" : "attendance");
  });
}

}  // namespace

FaultyDocuments::FaultyDocuments(const Ports& ports)
    : documents_(ports.documents),
      stand_ins_(leavers_, ports.directory),
      epoch_(ports.epochs),
      record_(documents_,
              ports.encoder,
              ports.publisher,
              watch_,
              stand_ins_,
              epoch_,
              ports.clock,
              ports.decode) {}

Result<std::vector<Message>> FaultyDocuments::Update(RequestId id, const ChangeFunction& change) {
  const bool keeps_leave = faults::Hit("cancel.keep-leave");
  if (keeps_leave || faults::Hit("approve.keep-attendance")) {
    return documents_.Update(id, [&](const Document& document) {
      auto wanted = change(document);
      if (wanted && wanted->has_value()) Forget(keeps_leave, **wanted);
      return wanted;
    });
  }
  if (!faults::Hit("record.skip-dedup")) return documents_.Update(id, change);
  return documents_.Update(
      id, [&change](const Document& document) { return change(Forgetful(document)); });
}

bool FaultyDocuments::Apply(const Change& change) {
  const bool edited = change.transition.content && change.transition.audit.action == "edited";
  if (!edited || !faults::Hit("edit.keep-hash")) return documents_.Apply(change);
  const auto before = documents_.Find(change.transition.document);
  if (!before) return documents_.Apply(change);
  Change wrong = change;
  wrong.transition.content->hash = before->content_hash;
  return documents_.Apply(wrong);
}

bool FaultyDocuments::Hold(const Document& seen, const HeldResult& result) {
  const bool held = documents_.Hold(seen, result);
  if (held && faults::Hit("record.give-up-early")) record_.GiveUp(seen.id, seen.applied);
  return held;
}

}  // namespace erp::approval_request
