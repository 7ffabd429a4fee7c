#include "employee/store/key_expiry.h"

#include "common/stop.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kBatch = 500;

}  // namespace

std::int64_t ForgetKeys(mysql::Pool& pool, Instant before) {
  std::int64_t forgotten = 0;
  std::int64_t batch = 0;
  do {
    batch = pool.Transact([&](mysql::Session& session) {
      return session
          .Execute("DELETE FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ?",
                   {before, kBatch})
          .matched;
    });
    forgotten += batch;
  } while (batch == kBatch);
  return forgotten;
}

KeyExpiry::KeyExpiry(mysql::Pool& pool, const Clock& clock, std::chrono::milliseconds period)
    : thread_([&pool, &clock, period](const std::stop_token& stop) {
        while (SleepUnlessStopped(stop, period)) {
          try {
            const auto forgotten = ForgetKeys(pool, clock.Now() - kKeyLifetime);
            if (forgotten > 0) log::Info("idempotency keys expired", {{"count", forgotten}});
          } catch (const std::exception& error) {
            log::Warn("idempotency keys not expired; next try in an hour",
                      {{"error", error.what()}});
          }
        }
      }) {}

}  // namespace erp::employee
