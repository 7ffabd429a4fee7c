// A request that fits its route, as a handler sees it.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "auth/actor.h"
#include "common/id.h"
#include "http/message.h"

namespace erp::http {

struct Call {
  const Request& request;
  // Who acts, where the route asks for it.
  auth::Caller caller = {};
  Page page = {};                            // of a list
  std::optional<std::string> key = {};       // of an idempotent route, when one came
  std::optional<std::int64_t> version = {};  // of a versioned route, when one came
  ByteSource* streamed = nullptr;            // see streamed_body()

  // Who acts on a route whose access is an actor's. Where the body names that person, only after
  // the body was read without a mistake.
  [[nodiscard]] EmployeeId actor() const {
    if (!caller.person) throw std::logic_error("nobody acts on " + request.path);
    return *caller.person;
  }

  // A parameter of the pattern, which is one: the route does not list it among its texts.
  template <typename IdType>
  [[nodiscard]] IdType id(const std::string& name) const {
    const auto parsed = IdType::Parse(request.params.at(name));
    if (!parsed) throw std::logic_error(name + " is not declared as an id");
    return *parsed;
  }
  // One that is a text.
  [[nodiscard]] const std::string& text(const std::string& name) const {
    return request.params.at(name);
  }

  [[nodiscard]] const std::string& body() const { return request.body; }
  // Of a route that streams its body, until the handler returns. Reading it throws BodyCut when the
  // rest will not come: let it pass. A handler need not read it to the end; then the connection is
  // closed after the answer.
  [[nodiscard]] ByteSource& streamed_body() const {
    if (streamed == nullptr) throw std::logic_error("no body is streamed to " + request.path);
    return *streamed;
  }
  [[nodiscard]] std::optional<std::string> query(const std::string& name) const {
    return request.Query(name);
  }
};

}  // namespace erp::http
