// Whether a web page may open a WebSocket here. Pure. Private to this library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace erp::ws {

// Whether the page of this Origin came from the host that the request names: host and port are
// the same. The scheme does not count, since TLS may end before this server. A port that the
// Origin's scheme implies may be left out on either side; capitals do not matter.
bool SameOrigin(std::string_view origin, std::string_view host);

// Same origin as `host` or as `forwarded_host` (what a gateway was asked for; may be empty), or
// one of `allowed`, exactly.
bool OriginAllowed(const std::string& origin,
                   std::string_view host,
                   std::string_view forwarded_host,
                   const std::vector<std::string>& allowed);

}  // namespace erp::ws
