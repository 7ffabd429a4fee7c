#include "support/stand_in.h"

#include <utility>

namespace erp::test {
namespace {

std::vector<std::string> Parameters(const std::string& pattern) {
  std::vector<std::string> names;
  for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open)) {
    const auto close = pattern.find('}', open);
    names.push_back(pattern.substr(open + 1, close - open - 1));
    open = close;
  }
  return names;
}

}  // namespace

const auth::ActorSource& Believing() {
  static metrics::Registry registry;
  static const auto actors = auth::MakeDevActorSource("test", registry);
  return *actors;
}

void Serve(http::Router& router,
           std::string method,
           std::string pattern,
           std::function<http::Response(const http::Request&)> handle,
           std::vector<std::string> query) {
  const bool body = method != "GET" && method != "DELETE";
  auto texts = Parameters(pattern);
  router.Add({.method = std::move(method),
              .pattern = std::move(pattern),
              .access = auth::Access::Anyone(),
              .query = std::move(query),
              .body = body ? http::Body::kJson : http::Body::kNone,
              .texts = std::move(texts)},
             [handle = std::move(handle)](const http::Call& call) { return handle(call.request); });
}

}  // namespace erp::test
