// The token endpoint as RFC 6749 writes it: forms in, its JSON out. What is refused is no problem
// document here, since OAuth clients read "error". Thread-safe functions.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "common/result.h"
#include "employee/app/identity/grant_tokens.h"
#include "employee/app/identity/sign_in.h"
#include "http/call.h"
#include "http/message.h"

namespace erp::employee {

// A refresh token at the token endpoint (section 6), or nothing for another grant. One that was
// issued here is of no client: a client that names one is refused.
std::optional<std::variant<std::string, GrantRefusal>> ReadRefreshGrant(const http::Call& call);
http::Response AnswerRefreshed(const Result<SignedIn>& signed_in);

// Of the revocation endpoint (RFC 7009 section 2.1): the token, or the refusal.
std::variant<std::string, GrantRefusal> ReadRevocation(const http::Call& call);
// 200 without a body, whatever the token was.
http::Response AnswerRevoked();

// What is asked for, with the client's credentials from the Authorization header or the body; both
// at once, and a body that is no form, are kInvalidRequest.
std::variant<TokenRequest, GrantRefusal> ReadTokenRequest(const http::Call& call);

// Of the revocation endpoint (RFC 7009 section 2.1): the token, or the refusal.
std::variant<std::string, GrantRefusal> ReadRevocation(const http::Call& call);
// 200 without a body, whatever the token was.
http::Response AnswerRevoked();

// Sections 5.1 and 5.2.
http::Response AnswerGrant(const GrantOutcome& outcome);

}  // namespace erp::employee
