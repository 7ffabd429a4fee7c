#include "daemon/token_parts.h"

#include "auth/token_actors.h"
#include "common/error.h"
#include "common/text_list.h"
#include "http/page.h"

namespace erp::daemon {

std::optional<auth::Principal> LateAccounts::Find(const std::string& issuer,
                                                  const std::string& subject,
                                                  const std::string& session) {
  if (accounts_ == nullptr) throw Unavailable("this daemon knows no accounts");
  return accounts_->Find(issuer, subject, session);
}

TokenParts::TokenParts(const Settings& settings, metrics::Registry& registry)
    : keys_({.issuer = settings.oidc_issuer, .keys_url = settings.oidc_keys_url},
            http::FetchPage,
            registry),
      verifier_({{&keys_, CommaList(settings.oidc_audiences)}}, clock_, registry),
      cache_(accounts_),
      actors_(auth::MakeTokenActorSource(verifier_, cache_, registry)) {}

}  // namespace erp::daemon
