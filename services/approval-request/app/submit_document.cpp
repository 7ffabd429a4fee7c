#include "approval-request/app/submit_document.h"

#include <utility>

#include "common/failpoint.h"

namespace erp::approval_request {

SubmitDocument::SubmitDocument(const Needs& needs, SubmitOptions options)
    : needs_(needs), options_(options) {}

bool SubmitDocument::OutboxFull() const {
  return needs_.publisher.Backlog() > options_.backlog_limit;
}

Result<SubmitDocument::Submitted> SubmitDocument::Run(
    Draft draft, const std::optional<std::string>& idempotency_key) {
  auto reading = needs_.forms.Read(std::move(draft));
  draft = std::move(reading.draft);
  if (auto checked = CheckDraft(draft, std::move(reading.mistakes)); !checked) {
    return checked.error();
  }
  std::optional<SubmitKey> key;
  if (idempotency_key) key = SubmitKey{*idempotency_key, DraftHash(draft)};
  People people;
  try {
    people = needs_.people.Find(PeopleOf(draft));
  } catch (const Unavailable&) {
    if (auto earlier = Earlier(draft, key)) return *std::move(earlier);
    throw;
  }
  if (auto checked = CheckPeople(draft, people); !checked) {
    // A repeat gets the first answer even when somebody has left since.
    if (auto earlier = Earlier(draft, key)) return *std::move(earlier);
    return checked.error();
  }
  if (draft.leave_request || draft.attendance) {
    // A repeat is what was counted then, whatever the calendar has become.
    if (auto earlier = Earlier(draft, key)) return *std::move(earlier);
    auto counted = Counted(std::move(draft));
    if (!counted) return counted.error();
    draft = *std::move(counted);
  }
  return Store(draft, people, key);
}

Result<Draft> SubmitDocument::Counted(Draft draft) {
  constexpr std::chrono::milliseconds kTimeout{2000};
  if (draft.attendance) {
    const auto checked =
        needs_.attendance.Check(draft.requester, *draft.attendance, Deadline::After(kTimeout));
    if (!checked) return checked.error();
  }
  if (!draft.leave_request) return draft;
  auto counted =
      needs_.leave.Count(draft.requester, *draft.leave_request, Deadline::After(kTimeout));
  if (!counted) return counted.error();
  return WithCount(std::move(draft), *std::move(counted));
}

std::optional<Result<SubmitDocument::Submitted>> SubmitDocument::Earlier(
    const Draft& draft, const std::optional<SubmitKey>& key) {
  if (!key) return std::nullopt;
  auto found = needs_.documents.FindByKey(draft.requester, key->key);
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
    auto submission = Submit(needs_.ids.Next(), draft, people, needs_.clock.Now());
    auto messages = EncodeAll(needs_.encoder, submission.events);
    switch (Insert(submission, messages, key)) {
      case Documents::Inserted::kYes:
        failpoint::Crash("submit.inserted");
        if (AwaitsLeave(submission.document, 1)) {
          return Submitted{Reserve(std::move(submission.document)), false};
        }
        needs_.publisher.Publish(submission.document.id, std::move(messages));
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
    return needs_.documents.Insert(submission, messages, key);
  } catch (const Unavailable&) {
    // Unknown whether it is stored; nobody else has this id.
    if (needs_.documents.Find(submission.document.id)) return Documents::Inserted::kYes;
    throw;
  }
}

Document SubmitDocument::Reserve(Document inserted) {
  LeaveAnswer answer;
  try {
    answer = needs_.leave.Apply(MakeReserve(inserted), Deadline::After(options_.leave_budget));
  } catch (const Unavailable&) {
    return inserted;  // the operation is stored with the document: the sweep goes on asking
  }
  failpoint::Crash("submit.reserved");
  try {
    return needs_.settle.RunFor(inserted, answer);
  } catch (const Unavailable&) {
    // Unknown whether the answer is stored; the sweep asks again and stores it. Only a refusal
    // must not be taken for a document under way: it might be stored, and then nobody says it.
    if (!answer.applied) throw;
    return inserted;
  }
}

}  // namespace erp::approval_request
