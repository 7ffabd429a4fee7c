#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "auth/service_token.h"
#include "common/error.h"
#include "common/text_list.h"
#include "common/thread_annotations.h"
#include "daemon/config.h"
#include "http/client.h"
#include "http/page.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::daemon {
namespace {

using auth::IssuedToken;
using auth::ServiceToken;

// RFC 6749 section 5.1.
IssuedToken TokenIn(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) throw Unavailable("the issuer's answer is not readable");
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto text = reader.Text("access_token", {.min = 1, .max = 8192, .single_line = true});
  const auto seconds = reader.Integer("expires_in", 1, 86'400);
  if (reader.Finish()) throw Unavailable("the issuer's answer holds no token");
  return {*text, std::chrono::seconds(*seconds)};
}

// The client's credentials are in the body: RFC 6749 section 2.3.1 as well.
IssuedToken Ask(const std::string& urls, const std::string& client, const std::string& secret) {
  std::string form("grant_type=client_credentials&client_id=");
  form.append(http::PercentEncoded(client));
  form.append("&client_secret=").append(http::PercentEncoded(secret));
  std::string failures;
  for (const auto& url : CommaList(urls)) {
    try {
      return TokenIn(http::PostForm(url, form));
    } catch (const Unavailable& failure) {
      failures.append(failures.empty() ? "" : "; ").append(failure.what());
    }
  }
  throw Unavailable(failures);
}

// One for each set of credentials of this process, as long as somebody calls with it.
std::shared_ptr<ServiceToken> Shared(const Settings& settings) {
  using Key = std::tuple<std::string, std::string, std::string>;
  static Mutex mutex;
  static std::map<Key, std::weak_ptr<ServiceToken>> all;
  const Key key{settings.service_token_url, settings.service_client, settings.service_secret};
  MutexLock lock(mutex);
  auto token = all[key].lock();
  if (!token) {
    token = std::make_shared<ServiceToken>([key] { return std::apply(Ask, key); });
    all[key] = token;
  }
  return token;
}

}  // namespace

std::function<std::string()> Settings::ServiceAuthorization() const {
  if (auth_mode != "oidc") return {};
  return [token = Shared(*this)] { return "Bearer " + token->Get(); };
}

}  // namespace erp::daemon
