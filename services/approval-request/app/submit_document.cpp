#include "approval-request/app/submit_document.h"

#include <utility>

namespace erp::approval_request {

SubmitDocument::SubmitDocument(Documents& documents,
                               RequestIds& ids,
                               PeopleDirectory& people,
                               const EventEncoder& encoder,
                               Publisher& publisher,
                               const Clock& clock)
    : documents_(documents),
      ids_(ids),
      people_(people),
      encoder_(encoder),
      publisher_(publisher),
      clock_(clock) {}

Result<SubmitDocument::Submitted> SubmitDocument::Run(
    const Draft& draft, const std::optional<std::string>& idempotency_key) {
  if (auto checked = CheckDraft(draft); !checked) return checked.error();
  std::optional<SubmitKey> key;
  if (idempotency_key) key = SubmitKey{*idempotency_key, DraftHash(draft)};
  People people;
  try {
    people = people_.Find(PeopleOf(draft));
  } catch (const Unavailable&) {
    if (auto earlier = Earlier(draft, key)) return *std::move(earlier);
    throw;
  }
  if (auto checked = CheckPeople(draft, people); !checked) {
    // A repeat gets the first answer even when somebody has left since.
    if (auto earlier = Earlier(draft, key)) return *std::move(earlier);
    return checked.error();
  }
  return Store(draft, people, key);
}

std::optional<Result<SubmitDocument::Submitted>> SubmitDocument::Earlier(
    const Draft& draft, const std::optional<SubmitKey>& key) {
  if (!key) return std::nullopt;
  auto found = documents_.FindByKey(draft.requester, key->key);
  if (!found) return std::nullopt;
  if (found->draft_hash != key->draft_hash) {
    return Error{ErrorCode::kKeyReused, "idempotency-key-reused",
                 "This Idempotency-Key was used for another document."};
  }
  return Submitted{std::move(found->document), true};
}

Result<SubmitDocument::Submitted> SubmitDocument::Store(const Draft& draft,
                                                        const People& people,
                                                        const std::optional<SubmitKey>& key) {
  // A taken id means that the counter was set back by hand; the next blocks lie beyond it.
  constexpr int kTries = 3;
  for (int i = 0; i < kTries; ++i) {
    auto submission = Submit(ids_.Next(), draft, people, clock_.Now());
    auto messages = EncodeAll(encoder_, submission.events);
    switch (Insert(submission, messages, key)) {
      case Documents::Inserted::kYes:
        publisher_.Publish(submission.document.id, std::move(messages));
        return Submitted{std::move(submission.document), false};
      case Documents::Inserted::kKeyTaken:
        if (auto earlier = Earlier(draft, key)) return *std::move(earlier);
        throw Unavailable("the document of this Idempotency-Key is not durable yet");
      case Documents::Inserted::kIdTaken:
        break;
    }
  }
  throw Unavailable("request ids that were handed out are taken");
}

Documents::Inserted SubmitDocument::Insert(const Submission& submission,
                                           const std::vector<Message>& messages,
                                           const std::optional<SubmitKey>& key) {
  try {
    return documents_.Insert(submission, messages, key);
  } catch (const Unavailable&) {
    // Unknown whether it is stored; nobody else has this id.
    if (documents_.Find(submission.document.id)) return Documents::Inserted::kYes;
    throw;
  }
}

}  // namespace erp::approval_request
