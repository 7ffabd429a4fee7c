#include "employee/store/identity/signing_keys.h"

#include <stdexcept>
#include <utility>

#include "auth/key_set.h"
#include "auth/token_text.h"
#include "common/id.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

constexpr std::chrono::minutes kReadAgain{1};
constexpr int kKeyBits = 2048;

}  // namespace

std::shared_ptr<const SigningKeys::Kept> SigningKeys::Read(Instant now) {
  auto kept = std::make_shared<Kept>();
  kept->read = now;
  const auto rows =
      pool_.Query("SELECT name, sealed, signs_from, signs_until FROM signing_keys", {});
  for (const auto& row : rows) {
    const KeyTimes times{row.Text(0), row.Time(2), row.Time(3)};
    if (!IsPublished(times, now)) continue;
    const auto pem = sealer_->Open(row.Text(1));
    auto key = pem ? auth::RsaPrivateKey::OfPem(*pem) : std::nullopt;
    if (!key) throw std::runtime_error("a signing key was sealed with another ISSUER_KEY");
    kept->keys.emplace(times.name, *std::move(key));
    kept->times.push_back(times);
  }
  return kept;
}

void SigningKeys::Insert(mysql::Session& session, const KeyTimes& times, Instant now) {
  const auto name = NewUuid();
  const auto sealed = sealer_->Seal(auth::RsaPrivateKey::Generate(kKeyBits).Pem());
  session.Execute(
      "INSERT INTO signing_keys (name, sealed, created_at, signs_from, signs_until) "
      "VALUES (?, ?, ?, ?, ?)",
      {name, sealed, now, times.signs_from, times.signs_until});
  log::Info("a signing key was made",
            {{"name", name}, {"signs_from", FormatInstant(times.signs_from)}});
}

void SigningKeys::Make(const KeyTimes& times, Instant now) {
  pool_.Transact([&](mysql::Session& session) { Insert(session, times, now); });
}

Instant SigningKeys::Rotate(bool at_once) {
  if (!sealer_) throw Unavailable("no tokens are issued here: ISSUER_KEY is empty");
  const auto now = clock_.Now();
  auto times = KeyByHand(now);
  if (at_once) times = {"", now, now + kKeySigns};
  pool_.Transact([&](mysql::Session& session) {
    if (at_once) {
      session.Execute("DELETE FROM signing_keys", {});
    } else {
      session.Execute("UPDATE signing_keys SET signs_until = ? WHERE signs_until > ?",
                      {times.signs_from, times.signs_from});
    }
    Insert(session, times, now);
  });
  const MutexLock lock(mutex_);
  kept_ = nullptr;
  return times.signs_from;
}

std::shared_ptr<const SigningKeys::Kept> SigningKeys::Keys(Instant now) {
  if (!sealer_) throw Unavailable("no tokens are issued here: ISSUER_KEY is empty");
  const MutexLock lock(mutex_);
  if (kept_ && now - kept_->read < kReadAgain) return kept_;
  try {
    auto kept = Read(now);
    if (const auto next = NextKey(kept->times, now)) {
      Make(*next, now);
      kept = Read(now);
    }
    kept_ = std::move(kept);
  } catch (const Unavailable&) {
    if (!kept_) throw;
  }
  return kept_;
}

std::string SigningKeys::Signing(const Kept& kept, Instant now) {
  auto name = SignsNow(kept.times, now);
  if (!name) throw Unavailable("no key signs access tokens now");
  return *std::move(name);
}

std::string SigningKeys::WriteId(const IdToken& token) {
  const auto kept = Keys(token.issued);
  const auto name = Signing(*kept, token.issued);
  return auth::WriteIdToken({.issuer = policy_.issuer,
                             .subject = token.subject,
                             .audience = token.client,
                             .nonce = token.nonce,
                             .signed_in = token.signed_in,
                             .issued = token.issued,
                             .expires = token.issued + policy_.valid_for},
                            name, kept->keys.at(name));
}

std::string SigningKeys::Write(const AccessToken& token) {
  const auto kept = Keys(token.issued);
  const auto name = Signing(*kept, token.issued);
  return auth::WriteToken({.issuer = policy_.issuer,
                           .subject = token.subject,
                           .audience = policy_.audience,
                           .client = token.client,
                           .id = token.id,
                           .session = token.session,
                           .issued = token.issued,
                           .expires = token.issued + policy_.valid_for},
                          name, kept->keys.at(name));
}

std::string SigningKeys::PublishedKeys() {
  const auto kept = Keys(clock_.Now());
  std::string keys;
  for (const auto& [name, key] : kept->keys) {
    keys.append(keys.empty() ? "" : ",").append(auth::PrintKey(name, key));
  }
  return "{\"keys\":[" + keys + "]}";
}

}  // namespace erp::employee
