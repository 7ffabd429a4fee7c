// What a daemon is called and where it listens unless it is configured otherwise. Its values come
// from its service.json.
#pragma once

namespace erp::daemon {

struct Identity {
  const char* name;
  const char* sentence;  // what it is, in --help
  int http_port;
  int operator_port;
};

}  // namespace erp::daemon
