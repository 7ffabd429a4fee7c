#include "auth/key_set.h"

#include <set>

#include "auth/base64url.h"
#include "json/json.h"

namespace erp::auth {
namespace {

std::optional<std::string> TextIn(const json::Value& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

bool IsForRs256(const json::Value& key) {
  if (!key.is_object() || TextIn(key, "kty") != "RSA") return false;
  return (!key.contains("use") || TextIn(key, "use") == "sig") &&
         (!key.contains("alg") || TextIn(key, "alg") == "RS256");
}

std::optional<RsaPublicKey> KeyOf(const json::Value& object) {
  const auto modulus = DecodeBase64Url(TextIn(object, "n").value_or(""));
  const auto exponent = DecodeBase64Url(TextIn(object, "e").value_or(""));
  if (!modulus || !exponent) return std::nullopt;
  return RsaPublicKey::Of(*modulus, *exponent);
}

}  // namespace

std::optional<KeySet> ParseKeySet(std::string_view json) {
  const auto value = json::Parse(json);
  if (!value || !value->is_object()) return std::nullopt;
  const auto keys = value->find("keys");
  if (keys == value->end() || !keys->is_array() || keys->size() > kMostKeys) return std::nullopt;
  KeySet set;
  std::set<std::string> twice;
  for (const auto& object : *keys) {
    if (!IsForRs256(object)) continue;
    const auto name = TextIn(object, "kid").value_or("");
    auto key = KeyOf(object);
    if (name.empty() || !key) continue;
    if (!set.emplace(name, *std::move(key)).second) twice.insert(name);
  }
  for (const auto& name : twice) set.erase(name);
  if (set.empty()) return std::nullopt;
  return set;
}

std::optional<std::string> KeysUrlOf(std::string_view json, const std::string& issuer) {
  const auto value = json::Parse(json);
  if (!value || !value->is_object() || TextIn(*value, "issuer") != issuer) return std::nullopt;
  return TextIn(*value, "jwks_uri");
}

std::string PrintKey(const std::string& name, const RsaPrivateKey& key) {
  return json::Dump({{"kty", "RSA"},
                     {"use", "sig"},
                     {"alg", "RS256"},
                     {"kid", name},
                     {"n", EncodeBase64Url(key.Modulus())},
                     {"e", EncodeBase64Url(key.Exponent())}});
}

}  // namespace erp::auth
