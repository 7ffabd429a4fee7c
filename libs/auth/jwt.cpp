#include "auth/jwt.h"

#include <cmath>
#include <utility>

#include "auth/base64url.h"
#include "json/json.h"

namespace erp::auth {
namespace {

// Far above any date, and exact in a double.
constexpr double kLastSecond = 1e15;

std::optional<json::Value> ObjectOf(std::string_view part) {
  const auto text = DecodeBase64Url(part);
  if (!text) return std::nullopt;
  auto value = json::Parse(*text);
  if (!value || !value->is_object()) return std::nullopt;
  return *std::move(value);
}

// Reads members of one object; `sound` turns false at the first one of another type.
class Members {
 public:
  explicit Members(const json::Value& object) : object_(object) {}

  [[nodiscard]] bool sound() const { return sound_; }

  std::string Text(const char* name) {
    const auto found = object_.find(name);
    if (found == object_.end()) return {};
    sound_ = sound_ && found->is_string();
    return found->is_string() ? found->get<std::string>() : std::string();
  }

  std::optional<std::int64_t> Seconds(const char* name) {
    const auto found = object_.find(name);
    if (found == object_.end()) return std::nullopt;
    const bool number = found->is_number() && std::abs(found->get<double>()) <= kLastSecond;
    sound_ = sound_ && number;
    if (!number) return std::nullopt;
    return static_cast<std::int64_t>(std::floor(found->get<double>()));
  }

  std::vector<std::string> Texts(const char* name) {
    const auto found = object_.find(name);
    if (found == object_.end()) return {};
    if (found->is_string()) return {found->get<std::string>()};
    sound_ = sound_ && found->is_array();
    std::vector<std::string> texts;
    if (!sound_) return texts;
    for (const auto& text : *found) {
      sound_ = sound_ && text.is_string();
      if (!sound_) break;
      texts.push_back(text.get<std::string>());
    }
    return texts;
  }

 private:
  const json::Value& object_;
  bool sound_ = true;
};

bool ReadHeader(const json::Value& object, Jwt& jwt) {
  if (object.contains("crit")) return false;
  Members members(object);
  jwt.algorithm = members.Text("alg");
  jwt.key = members.Text("kid");
  jwt.media_type = members.Text("typ");
  return members.sound();
}

bool ReadClaims(const json::Value& object, Jwt& jwt) {
  Members members(object);
  jwt.issuer = members.Text("iss");
  jwt.subject = members.Text("sub");
  jwt.audiences = members.Texts("aud");
  jwt.client = members.Text("client_id");
  jwt.use = members.Text("token_use");
  jwt.scope = members.Text("scope");
  jwt.id = members.Text("jti");
  jwt.session = members.Text("sid");
  jwt.expires = members.Seconds("exp");
  jwt.not_before = members.Seconds("nbf");
  jwt.issued = members.Seconds("iat");
  return members.sound();
}

}  // namespace

std::optional<Jwt> ParseJwt(std::string_view text) {
  if (text.size() > kLongestToken) return std::nullopt;
  const auto first = text.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto header = ObjectOf(text.substr(0, first));
  const auto claims = ObjectOf(text.substr(first + 1, second - first - 1));
  // A further dot is no base64url.
  auto signature = DecodeBase64Url(text.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  Jwt jwt;
  if (!ReadHeader(*header, jwt) || !ReadClaims(*claims, jwt)) return std::nullopt;
  jwt.signed_text = std::string(text.substr(0, second));
  jwt.signature = *std::move(signature);
  return jwt;
}

}  // namespace erp::auth
