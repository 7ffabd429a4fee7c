// The token endpoint as RFC 6749 writes it: forms in, its JSON out. What is refused is no problem
// document here, since OAuth clients read "error". Thread-safe functions.
#pragma once

#include <variant>

#include "employee/app/identity/grant_tokens.h"
#include "http/call.h"
#include "http/message.h"

namespace erp::employee {

// What is asked for, with the client's credentials from the Authorization header or the body; both
// at once, and a body that is no form, are kInvalidRequest.
std::variant<TokenRequest, GrantRefusal> ReadTokenRequest(const http::Call& call);

// Sections 5.1 and 5.2.
http::Response AnswerGrant(const GrantOutcome& outcome);

}  // namespace erp::employee
