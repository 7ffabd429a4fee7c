#include "approval-request/app/change_draft.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "approval-request/domain/refusals.h"
#include "common/failpoint.h"
#include "common/sha256.h"

namespace erp::approval_request {
namespace {

// Until the message that gives the leave of the round before back has left the document, or until
// what the arbiter has decided is recorded: some milliseconds, while ledger and bus answer.
constexpr std::chrono::milliseconds kTimeout{500};

Result<void> CheckState(const Document& document, const ChangeDraft::Command& command) {
  if (!Editable(document)) {
    return Error{ErrorCode::kConflict, "document-not-draft",
                 "The document is neither a draft nor recalled; it cannot be changed."};
  }
  if (command.version && *command.version != document.version) {
    return VersionMismatch();
  }
  return {};
}

}  // namespace

Result<ChangeDraft::Changed> ChangeDraft::Edit(const Command& command,
                                               const DraftEdit& edit,
                                               const Check& allowed) {
  return Run(command, Verb::kEdit, HashOf(edit),
             [&](const Document& document) -> Result<Transition> {
               if (allowed) {
                 if (auto checked = allowed(document); !checked) return checked.error();
               }
               const auto draft = Checked(Merged(DraftOf(document), edit));
               if (!draft) return draft.error();
               if (document.version >= kMaxChanges) return TooManyChanges();
               const People people = needs_.people.Find(PeopleOf(*draft));
               if (auto checked = CheckPeople(*draft, people); !checked) return checked.error();
               return EditDraft(document, *draft, people, needs_.clock.Now());
             });
}

Result<ChangeDraft::Changed> ChangeDraft::Submit(const Command& command) {
  auto changed = Run(command, Verb::kSubmit, "",
                     [this](const Document& document) { return Resubmission(document); });
  if (!changed || changed->replayed || !AwaitsLeave(changed->document, changed->round)) {
    return changed;
  }
  changed->document = needs_.submit.Reserve(std::move(changed->document));
  return changed;
}

Result<ChangeDraft::Changed> ChangeDraft::Delete(const Command& command) {
  return Run(command, Verb::kDelete, "", [this](const Document& document) -> Result<Transition> {
    if (WasUnderWay(document)) {
      return Error{ErrorCode::kConflict, "document-kept",
                   "The document was under way once; it can be changed, but not deleted."};
    }
    return DeleteDraft(document, needs_.clock.Now());
  });
}

Result<Draft> ChangeDraft::Checked(Draft draft) {
  auto reading = needs_.forms.Read(std::move(draft));
  if (auto checked = CheckDraft(reading.draft, std::move(reading.mistakes)); !checked) {
    return checked.error();
  }
  return needs_.submit.Counted(std::move(reading.draft));
}

Result<Transition> ChangeDraft::Resubmission(const Document& document) {
  const auto draft = Checked(DraftOf(document));
  if (!draft) return draft.error();
  if (PresentRound(document).number >= kMaxRounds) return TooManyChanges();
  const People people = needs_.people.Find(PeopleOf(*draft));
  if (auto checked = CheckPeople(*draft, people); !checked) return checked.error();
  return SubmitAgain(document, *draft, people, needs_.clock.Now());
}

// As it is recorded. Views show at once what the arbiter has decided: to the drafter of a document
// that they show as recalled, it must not be one that cannot be changed.
std::optional<Document> ChangeDraft::Find(const Command& command,
                                          Deadline deadline,
                                          Backoff& backoff) {
  bool awaited = false;
  while (true) {
    auto document = needs_.documents.Find(command.document);
    if (!document || document->requester.id != command.viewer.person ||
        OpenStep(*document) == nullptr) {
      return document;
    }
    if (!awaited && !Editable(shown_.WithResults({*document}).front())) return document;
    awaited = true;
    if (deadline.Expired()) {
      throw Unavailable("what ended the round of document " + command.document.str() +
                        " is being recorded");
    }
    std::this_thread::sleep_for(backoff.Next());
  }
}

Result<ChangeDraft::Changed> ChangeDraft::Run(const Command& command,
                                              Verb verb,
                                              const std::string& content,
                                              const Change& change) {
  DraftChange made{
      .key = std::string(Word(verb)) + ":" + command.idempotency_key.value_or(NewUuid()),
      .content = content};
  const auto deadline = Deadline::After(kTimeout);
  Backoff backoff(std::chrono::milliseconds(5), std::chrono::milliseconds(40));
  do {
    const auto document = Find(command, deadline, backoff);
    if (!document) return DocumentNotFound();
    // A repeat of a deletion is of a document that is not there any more.
    const bool own = document->requester.id == command.viewer.person;
    const auto right = CheckRight(verb, command.viewer, *document);
    if (!right && !own) return right.error();
    if (const auto earlier = EarlierChange(*document, made)) {
      if (!*earlier) return earlier->error();
      return Changed{*document, (*earlier)->round, true};
    }
    if (Deleted(*document)) return DocumentNotFound();
    if (auto checked = CheckState(*document, command); !checked) return checked.error();
    auto transition = change(*document);
    if (!transition) return transition.error();
    made.round = transition->round;
    transition->draft_change = made;
    auto messages = EncodeAll(needs_.encoder, transition->events);
    if (needs_.documents.Apply({*transition, messages})) {
      failpoint::Crash("draft.changed");
      Document after = After(*document, *transition);
      if (!messages.empty() && !AwaitsLeave(after, transition->round)) {
        needs_.publisher.Publish(command.document, std::move(messages));
      }
      return Changed{std::move(after), transition->round, false};
    }
    // Another change came first, or the leave of the round before is still being given back.
    std::this_thread::sleep_for(backoff.Next());
  } while (!deadline.Expired());
  throw Unavailable("document " + command.document.str() + " is being changed by others");
}

}  // namespace erp::approval_request
