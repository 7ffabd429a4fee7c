// Routes: what each declares, and its handler. Filled before the server starts, then constant;
// lookups are thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auth/actor.h"
#include "http/route.h"

namespace erp::http {

class Router {
 public:
  // `actors` decides who acts, and must outlive the server.
  explicit Router(const auth::ActorSource& actors) : actors_(&actors) {}

  // A literal segment wins over a parameter in the same place ("/employees/team" over
  // "/employees/{id}"), whatever the order of registration. A handler that is late is not
  // interrupted. Throws std::invalid_argument when the declaration contradicts itself.
  void Add(Route route, Handler handler);

  struct Entry {
    Route route;
    Handler handler;
    std::vector<std::string> segments;  // of the pattern
  };

  struct Match {
    const Entry* entry = nullptr;               // nothing: no such route
    std::map<std::string, std::string> params;  // percent-decoded
    std::vector<std::string> allowed;           // methods of the path, when only those differ
  };
  // `path` is the decoded path; one slash at its end means nothing. HEAD is answered by the GET
  // route.
  [[nodiscard]] Match Find(const std::string& method, const std::string& path) const;

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] const auth::ActorSource& actors() const { return *actors_; }

 private:
  const auth::ActorSource* actors_;
  std::vector<Entry> entries_;
};

}  // namespace erp::http
