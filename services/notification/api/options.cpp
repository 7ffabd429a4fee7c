#include "notification/api/options.h"

namespace erp::notification {

GatewayOptions SocketOptions(const Config& config) {
  GatewayOptions options;
  options.bind = config.ws_bind;
  options.port = static_cast<int>(config.ws_port);
  options.allowed_origins = config.Origins();
  options.allow_absent_origin = config.ws_allow_absent_origin == "yes";
  options.max_connections = static_cast<std::size_t>(config.ws_max_connections);
  options.max_per_person = static_cast<std::size_t>(config.ws_max_per_person);
  options.max_buffered = static_cast<std::size_t>(config.ws_buffer_limit);
  options.stall_timeout = config.ws_stall_timeout;
  options.ping_interval = config.ws_ping_interval;
  options.pong_timeout = config.ws_pong_timeout;
  options.session.heart_beat = config.ws_heart_beat;
  return options;
}

}  // namespace erp::notification
