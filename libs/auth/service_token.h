// The access token by which a daemon calls others: asked for with credentials of its own (RFC 6749
// section 4.4), kept, and renewed long before it ends.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "common/thread_annotations.h"

namespace erp::auth {

struct IssuedToken {
  std::string text;
  std::chrono::seconds valid_for{};
};

struct ServiceTokenOptions {
  std::chrono::milliseconds retry_after = std::chrono::milliseconds(500);
  std::chrono::milliseconds wait =
      std::chrono::milliseconds(500);  // of a call, for the first token
};

// Thread-safe. A thread of its own asks the issuer, from the first call on: half of a token's time
// is left for an issuer that is away, and who calls nobody asks for nothing.
class ServiceToken {
 public:
  // Asks the issuer; blocks at most some seconds, throws Unavailable.
  using Ask = std::function<IssuedToken()>;
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  explicit ServiceToken(Ask ask,
                        ServiceTokenOptions options = {},
                        Now now = std::chrono::steady_clock::now);
  // Waits for a question under way.
  ~ServiceToken();
  ServiceToken(const ServiceToken&) = delete;
  ServiceToken& operator=(const ServiceToken&) = delete;

  // Throws Unavailable while there is none that is valid, after waiting for the first one.
  std::string Get();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Kept {
    std::string text;
    TimePoint renew;
    TimePoint ends;
  };

  void Work(const std::stop_token& stop);
  [[nodiscard]] std::optional<Kept> AskOnce() const;
  [[nodiscard]] bool Valid() const ERP_REQUIRES(mutex_) { return kept_ && now_() < kept_->ends; }

  const Ask ask_;
  const ServiceTokenOptions options_;
  const Now now_;
  Mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Kept> kept_ ERP_GUARDED_BY(mutex_);
  std::jthread worker_ ERP_GUARDED_BY(mutex_);  // last: it uses the others
};

}  // namespace erp::auth
