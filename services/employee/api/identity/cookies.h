// Cookies of the issuer (RFC 6265), which a browser alone has. Thread-safe functions.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "http/message.h"

namespace erp::employee {

// The path of an address: "/api/auth" of "https://erp.example.com/api/auth".
std::string PathOf(const std::string& issuer);

// A header: for the issuer's path alone, HttpOnly, SameSite=Lax, and Secure where the issuer is
// https. With 0 seconds it takes the cookie away.
std::pair<std::string, std::string> SetCookie(const std::string& issuer,
                                              const std::string& name,
                                              const std::string& value,
                                              std::chrono::seconds valid_for);

// Its value; empty when there is none, and when there are several, of which one is somebody else's.
std::string CookieIn(const http::Request& request, const std::string& name);

}  // namespace erp::employee
