// The store of approval-request on a database of its own.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "approval-request/clients/event_encoder.h"
#include "approval-request/store/document_bson.h"
#include "approval-request/store/indexes.h"
#include "approval-request/store/mongo_documents.h"
#include "contract/mongo_fixture.h"
#include "unit/request_fakes.h"

namespace erp::approval_request::test {

struct StoreTest : testing::Test {
  StoreTest() { EnsureIndexes(pool); }

  Submission SubmissionOf(std::int64_t id, Instant now = At(1000)) const {
    return Submit(RequestId(id), ThreeStepDraft(), PeopleWith({3, 5, 7, 9}), now);
  }

  Documents::Inserted Insert(std::int64_t id, Instant now = At(1000)) {
    const auto submission = SubmissionOf(id, now);
    return documents.Insert(submission, EncodeAll(encoder, submission.events), std::nullopt);
  }

  // The change that the next decision makes.
  Documents::ChangeFunction Deciding(bool approved) {
    return [this, approved](const Document& document) -> Result<std::optional<Documents::Change>> {
      auto change = ApplyResult(document, NextDecision(document, approved), At(2000));
      if (!change) return change.error();
      auto messages = EncodeAll(encoder, change->events);
      return std::optional(Documents::Change{*std::move(change), std::move(messages)});
    };
  }

  // This change and no other.
  Documents::ChangeFunction Making(Transition change) {
    return [this, change = std::move(change)](
               const Document&) -> Result<std::optional<Documents::Change>> {
      return std::optional(Documents::Change{change, EncodeAll(encoder, change.events)});
    };
  }

  // The whole stored document.
  mongo::Document Raw(std::int64_t id) {
    return *pool.Acquire().FindOne(kApprovals, mongo::Document{{"_id", id}});
  }

  std::vector<std::string> OutboxOf(std::int64_t id) {
    const auto raw = Raw(id);
    std::vector<std::string> ids;
    for (const auto& entry : raw.view().List("outbox")) ids.push_back(entry.Object().Text("id"));
    return ids;
  }

  mongo::test::MongoDatabase database;
  mongo::Pool& pool = database.pool;
  MongoDocuments documents{pool, database.registry};
  JsonEventEncoder encoder{Topics{}};
};

}  // namespace erp::approval_request::test
