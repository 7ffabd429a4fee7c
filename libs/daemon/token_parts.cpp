#include "daemon/token_parts.h"

#include <algorithm>

#include "auth/token_actors.h"
#include "common/error.h"
#include "http/page.h"

namespace erp::daemon {
namespace {

std::vector<std::string> WordsIn(const std::string& list) {
  std::vector<std::string> words;
  std::size_t from = 0;
  while (from <= list.size()) {
    const auto end = std::min(list.find(',', from), list.size());
    if (end > from) words.push_back(list.substr(from, end - from));
    from = end + 1;
  }
  return words;
}

}  // namespace

std::optional<auth::Principal> LateAccounts::Find(const std::string& issuer,
                                                  const std::string& subject) {
  if (accounts_ == nullptr) throw Unavailable("this daemon knows no accounts");
  return accounts_->Find(issuer, subject);
}

TokenParts::TokenParts(const Settings& settings, metrics::Registry& registry)
    : keys_({.issuer = settings.oidc_issuer, .keys_url = settings.oidc_keys_url},
            http::FetchPage,
            registry),
      verifier_({{&keys_, WordsIn(settings.oidc_audiences)}}, clock_, registry),
      cache_(accounts_),
      actors_(auth::MakeTokenActorSource(verifier_, cache_, registry)) {}

}  // namespace erp::daemon
