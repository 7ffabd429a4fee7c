#include "redis/script.h"

#include <array>
#include <string_view>
#include <utility>

#include <openssl/sha.h>

#include "redis/internal/connection.h"
#include "redis/internal/fault.h"

namespace erp::redis {
namespace {

// SHA-1 names the script on the server; it protects nothing.
std::string Sha1Hex(std::string_view bytes) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += kHex[byte >> 4];
    text += kHex[byte & 0xF];
  }
  return text;
}

Command Build(const char* verb,
              const std::string& script,
              const std::vector<std::string>& keys,
              const std::vector<std::string>& arguments) {
  Command command;
  command.reserve(3 + keys.size() + arguments.size());
  command.emplace_back(verb);
  command.push_back(script);
  command.push_back(std::to_string(keys.size()));
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

Script::Script(std::string source) : source_(std::move(source)), sha1_(Sha1Hex(source_)) {}

Reply Script::Run(Pool& pool,
                  const std::vector<std::string>& keys,
                  const std::vector<std::string>& arguments) const {
  auto lease = pool.Acquire();
  return Run(lease, keys, arguments);
}

Reply Script::Run(Lease& lease,
                  const std::vector<std::string>& keys,
                  const std::vector<std::string>& arguments) const {
  auto reply = std::move(lease.Pipeline({Build("EVALSHA", sha1_, keys, arguments)}).front());
  if (reply.kind != Reply::Kind::kError) return reply;
  // NOSCRIPT is answered before anything runs, so sending the whole script repeats nothing.
  if (!reply.text.starts_with("NOSCRIPT")) ThrowServerError(reply.text);
  return lease.Run(Build("EVAL", source_, keys, arguments));
}

std::vector<Reply> Script::RunAll(Pool& pool, const std::vector<Call>& calls) const {
  if (calls.empty()) return {};
  auto lease = pool.Acquire();
  // The first one carries the script: the server knows it when the others come.
  std::vector<Command> commands;
  commands.reserve(calls.size());
  for (const auto& call : calls) {
    const bool first = commands.empty();
    commands.push_back(
        Build(first ? "EVAL" : "EVALSHA", first ? source_ : sha1_, call.keys, call.arguments));
  }
  auto replies = lease.Pipeline(commands);
  for (const auto& reply : replies) {
    if (reply.kind == Reply::Kind::kError) ThrowServerError(reply.text);
  }
  return replies;
}

}  // namespace erp::redis
