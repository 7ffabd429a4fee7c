// LiveTasks and Epoch on Redis: what the reconciliation with approval-request needs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "approval-processing/store/keys.h"
#include "approval-processing/store/redis_tasks.h"
#include "redis/pool.h"
#include "redis/script.h"

namespace erp::approval_processing {

// Thread-safe; blocks and throws as RedisTaskStore does. Pool and store must outlive it.
class RedisLiveTasks final : public LiveTasks {
 public:
  RedisLiveTasks(redis::Pool& pool,
                 const std::string& tenant,
                 AnnouncedEpoch& epoch,
                 RedisTaskStore& store);

  Page List(std::optional<RequestId> after,
            std::optional<RequestId> upto,
            std::size_t limit) override;
  std::vector<TaskStore::OpenOutcome> OpenAll(const std::vector<OpenedStep>& steps) override;
  bool Ahead(const OpenedStep& step) override;
  TaskStore::CloseOutcome Close(const ClosedRound& closed) override { return store_.Close(closed); }
  void Forget(RequestId document) override;
  bool ForgetUnchanged(RequestId document, std::int64_t order, std::int64_t sequence) override;
  KnownPage ListKnown(const std::string& cursor) override;
  Republished Republish(RequestId document,
                        std::int64_t base,
                        const std::optional<StepKey>& key) override;
  void SetAside(const std::vector<RequestId>& documents) override;
  void TakeBack(const std::vector<RequestId>& documents) override;
  std::vector<AsideTask> ListAside(std::size_t limit) override;
  std::size_t Waiting() override;

 private:
  std::optional<KnownDocument> ReadKnown(RequestId document);
  std::vector<redis::Reply> ReadFields(RequestId document, const std::vector<std::string>& names);
  void MarkAside(const std::vector<RequestId>& documents, const char* why);

  redis::Pool& pool_;
  const Keys keys_;
  AnnouncedEpoch& epoch_;
  RedisTaskStore& store_;
  const redis::Script live_;
  const redis::Script republish_;
  const redis::Script aside_;
  const redis::Script forget_;
};

// Thread-safe; blocks and throws as above. The lease of a rebuild lasts 5 s after each Hold.
class RedisEpoch final : public Epoch {
 public:
  RedisEpoch(redis::Pool& pool, const std::string& tenant, AnnouncedEpoch& epoch);

  Look LookAt() override;
  void SetNotice(const std::string& notice) override;
  void Confirm(std::size_t most) override;
  std::size_t TakeConfirmed() override;
  bool IsConfirmed() override;
  bool Hold(const std::string& token) override;
  void Release(const std::string& token) override;
  std::optional<std::string> Begin(const std::string& token) override;
  bool Enter(const std::string& token, std::int64_t epoch) override;
  bool Finish(const std::string& token, const std::string& run, std::int64_t epoch) override;
  bool TakeTurn(std::chrono::milliseconds period) override;

 private:
  redis::Pool& pool_;
  const Keys keys_;
  AnnouncedEpoch& announced_;
  const redis::Script ready_;
  const redis::Script hold_;
  const redis::Script release_;
  const redis::Script begin_;
  const redis::Script enter_;
  const redis::Script finish_;
};

}  // namespace erp::approval_processing
