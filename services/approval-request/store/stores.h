// Everything that this daemon keeps in MongoDB or reads from files, made together.
#pragma once

#include <optional>
#include <string>

#include "approval-request/config.h"
#include "approval-request/store/form_files.h"
#include "approval-request/store/indexes.h"
#include "approval-request/store/mongo_documents.h"
#include "approval-request/store/mongo_epochs.h"
#include "approval-request/store/mongo_jobs.h"
#include "approval-request/store/mongo_outbox.h"
#include "approval-request/store/mongo_reconciliation_notes.h"
#include "approval-request/store/mongo_request_ids.h"
#include "approval-request/store/mongo_set_aside.h"
#include "approval-request/store/mongo_waiting.h"
#include "approval-request/store/participants.h"
#include "mongo/pool.h"
#include "observe/metrics.h"

namespace erp::approval_request {

mongo::PoolOptions MongoOptions(const Config& config);

// What is wrong with MONGO_URI, without showing it, or nothing.
std::optional<std::string> CheckMongo(const Config& config);

// Its parts are thread-safe. Begins to fetch request ids at once.
struct Stores {
  Stores(mongo::Pool& pool, metrics::Registry& registry, const Config& config);

  MongoDocuments documents;
  MongoOutbox outbox;
  MongoSetAside set_aside;
  MongoReEmitJobs jobs;
  MongoRequestIds ids;
  MongoReconciliationNotes reconciliation_notes;
  MongoWaiting work;
  MongoArbiterEpochs epochs;
  FormFiles forms;
  ParticipantsUpkeep participants;
};

// Indexes, and what documents of earlier releases miss. Safe to repeat and while replicas run;
// throws Unavailable.
void BringUpToDate(mongo::Pool& pool);

}  // namespace erp::approval_request
