// Connections to one database, lent one at a time, and transactions on them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "common/clock.h"
#include "common/result.h"
#include "mysql/session.h"
#include "observe/metrics.h"

namespace erp::mysql {

struct PoolOptions {
  ConnectOptions connect;
  std::size_t connections = 16;
  std::chrono::milliseconds acquire_timeout{1000};
  // No further try of a transaction starts later than this after its first.
  std::chrono::milliseconds transaction_budget{5000};
  // An idle connection is asked whether it lives before it is lent after this time.
  std::chrono::milliseconds idle_check{30000};
};

// What to do when the connection is lost while COMMIT is under way, so that nobody knows
// whether it took effect.
enum class LostCommit {
  kReport,  // throw Unavailable: the caller's caller decides
  kRepeat,  // run again: the transaction finds out by its own key that it already happened
};

class Pool;

// Exclusive use of one connection; gives it back at the end. A connection that was lost is
// closed instead, and so is one with an open transaction that cannot be rolled back.
class Lease {
 public:
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  Session& operator*() { return *session_; }
  Session* operator->() { return session_.get(); }

 private:
  friend class Pool;
  Lease(Pool& pool, std::unique_ptr<Session> session);

  Pool* pool_;
  std::unique_ptr<Session> session_;
};

// Thread-safe. Must outlive its leases. Connects only when asked for a connection, so it can
// be made while the server is away.
class Pool {
 public:
  Pool(PoolOptions options, metrics::Registry& registry);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Waits for a free connection, at most acquire_timeout, connecting when needed. Throws
  // Unavailable when there is none or the server cannot be reached.
  Lease Acquire();

  // One SELECT on any connection; run once more when the connection turns out to be dead.
  Rows Query(std::string_view sql, const Values& values = {});

  // Runs `body(Session&)` in a transaction and returns what it returns. Commits when it
  // returns; rolls back when that is a refusal (a Result with an error, an Error), or when it
  // throws. After a deadlock, a
  // lock wait timeout or a lost connection the whole body runs again, up to 4 times within
  // transaction_budget, so it must have no effect outside the database. Throws what the body
  // throws, or Unavailable.
  template <typename Body>
  auto Transact(Body&& body, LostCommit lost_commit = LostCommit::kReport) {
    using Outcome = std::invoke_result_t<Body&, Session&>;
    if constexpr (std::is_void_v<Outcome>) {
      Run(
          [&](Session& session) {
            body(session);
            return true;
          },
          lost_commit);
    } else {
      std::optional<Outcome> outcome;
      Run(
          [&](Session& session) {
            outcome.emplace(body(session));
            return !IsRefusal(*outcome);
          },
          lost_commit);
      return std::move(*outcome);
    }
  }

 private:
  friend class Lease;
  struct Impl;

  template <typename T>
  static bool IsRefusal(const Result<T>& outcome) {
    return !outcome.ok();
  }
  static bool IsRefusal(const std::optional<Error>& outcome) { return outcome.has_value(); }
  template <typename T>
  static bool IsRefusal(const T& /*outcome*/) {
    return false;
  }

  // True: it is to be committed.
  using Attempt = std::function<bool(Session&)>;
  void Run(const Attempt& body, LostCommit lost_commit);
  bool RunOnce(const Attempt& body, LostCommit lost_commit, bool last);
  void GiveBack(std::unique_ptr<Session> session);

  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::mysql
