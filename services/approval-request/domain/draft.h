// What a drafter does with a document that nobody decides on now: a draft whose submit was
// refused, or a document that was recalled. It can be changed and submitted again, as a new round;
// a draft that never was under way can be deleted.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/domain/submit.h"
#include "approval-request/domain/transition.h"
#include "common/result.h"

namespace erp::approval_request {

inline constexpr int kMaxRounds = 50;
inline constexpr std::int64_t kMaxChanges = 1000;  // versions of a document by edits

// Its content may be changed.
bool Editable(const Document& document);
// Gone for everybody; its audit trail is kept.
bool Deleted(const Document& document);
// Some round of it began: others have seen it.
bool WasUnderWay(const Document& document);

// The line as the document shows it: of its present round or, once edited, of the next submit.
std::vector<Step> ShownSteps(const Document& document);

// What a round was about; rounds that are not the present one keep it themselves.
Content ContentOf(const Document& document, const Round& round);

// The document as the draft of its next submit.
Draft DraftOf(const Document& document);

// What changes; what is absent stays as it is. The form of a document never changes.
struct DraftEdit {
  std::map<std::string, std::string, std::less<>> texts = {};  // by name; of the fields all
  std::optional<double> leave_days = std::nullopt;             // one of them by its old name
  std::optional<std::vector<LineEntry>> line = std::nullopt;
};
Draft Merged(Draft draft, const DraftEdit& edit);
// Equal for edits that mean the same.
std::string HashOf(const DraftEdit& edit);

Error TooManyChanges();

// The change that was made with the key of this one; 422 "idempotency-key-reused" when it was
// another one. Nothing when the key was not used, or so long ago that it is not kept.
std::optional<Result<DraftChange>> EarlierChange(const Document& document,
                                                 const DraftChange& wanted);

// Of an editable document; the draft must have passed both checks (submit.h).
Transition EditDraft(const Document& document,
                     const Draft& draft,
                     const People& people,
                     Instant now);
// The next round: its first step open, or waiting for the ledger like a first submit.
Transition SubmitAgain(const Document& document,
                       const Draft& draft,
                       const People& people,
                       Instant now);
Transition DeleteDraft(const Document& document, Instant now);

}  // namespace erp::approval_request
