// What a drafter's changes leave in a stored document (its layout: document_bson.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/domain/transition.h"
#include "mongo/bson.h"

namespace erp::approval_request {

// "rounds.0." for round 1
std::string RoundPath(int round);

// The texts as they are stored and read back. Fields that say nothing but the leave are not stored:
// so a replica of an earlier release, which knows only the leave, may change it.
void AddTexts(const DocumentTexts& texts, std::int64_t leave_minutes, mongo::Document& bson);
DocumentTexts TextsOf(mongo::View bson, std::int64_t leave_minutes);

mongo::Document ContentBson(const Content& content);
Content ContentOf(mongo::View bson);

// Of a whole document; empty where there are none.
std::vector<DraftChange> DraftChangesOf(mongo::View bson);
std::vector<PersonSnapshot> NextLineOf(mongo::View bson);

// What the change sets and pushes beside what every change does, but for its next round.
void AddDraft(const Transition& transition, mongo::Document& set, mongo::Document& push);

}  // namespace erp::approval_request
