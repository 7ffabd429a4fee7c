// TokenWriter with keys in MariaDB/MySQL: table signing_keys, sealed.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/rsa_key.h"
#include "auth/sealed.h"
#include "common/clock.h"
#include "common/thread_annotations.h"
#include "employee/app/identity/ports.h"
#include "employee/domain/identity/key_schedule.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe; all must outlive it. Reads the keys at most once a minute, and makes one when one is
// due (NextKey): of two replicas that do so at once both keys are published, and one signs.
class SigningKeys final : public TokenWriter {
 public:
  // Without a sealer nothing is issued here.
  SigningKeys(mysql::Pool& pool,
              std::optional<auth::Sealer> sealer,
              const Clock& clock,
              IssuerPolicy policy)
      : pool_(pool), sealer_(sealer), clock_(clock), policy_(std::move(policy)) {}

  // Throws Unavailable where nothing is issued, or the database is away and the keys are not known
  // yet; and std::runtime_error when they were sealed with another key.
  std::string Write(const AccessToken& token) override;
  std::string WriteId(const IdToken& token) override;
  Instant Rotate(bool at_once) override;
  std::string PublishedKeys() override;

 private:
  struct Kept {
    std::vector<KeyTimes> times;
    std::map<std::string, auth::RsaPrivateKey> keys;
    Instant read;
  };

  std::shared_ptr<const Kept> Keys(Instant now);
  // The one that signs now.
  static std::string Signing(const Kept& kept, Instant now);
  std::shared_ptr<const Kept> Read(Instant now);
  void Make(const KeyTimes& times, Instant now);
  // With a new name, sealed.
  void Insert(mysql::Session& session, const KeyTimes& times, Instant now);

  mysql::Pool& pool_;
  const std::optional<auth::Sealer> sealer_;
  const Clock& clock_;
  const IssuerPolicy policy_;
  Mutex mutex_;
  std::shared_ptr<const Kept> kept_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::employee
