// Use case: somebody signs in to an application with a browser (RFC 6749 section 4.1).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/clock.h"
#include "common/error.h"
#include "employee/app/identity/browser_ports.h"
#include "employee/app/identity/sign_in.h"

namespace erp::employee {

// They go back to the application with a code.
struct SentBack {
  std::string code;
  std::string cookie = {};  // of a browser session that has just begun
};

// They have to say who they are.
struct AskedToSignIn {
  std::optional<Error> refused = std::nullopt;  // why the last try was
};

using BrowserOutcome = std::variant<SentBack, AskedToSignIn, AuthorizationRefusal>;

// Thread-safe; blocks on the database, and tens of milliseconds on a password.
class AuthorizeBrowser {
 public:
  // All must outlive the use case.
  AuthorizeBrowser(SignIn& sign_in,
                   BrowserSignIns& browsers,
                   const Clock& clock,
                   std::vector<Application> applications)
      : sign_in_(sign_in),
        browsers_(browsers),
        clock_(clock),
        applications_(std::move(applications)) {}

  // Somebody comes from an application; `cookie` is that of their browser session, or empty.
  BrowserOutcome Begin(const AuthorizationRequest& request, const std::string& cookie);
  // They have filled in the form. Refused as SignIn refuses.
  BrowserOutcome Run(const AuthorizationRequest& request,
                     const Credentials& credentials,
                     const std::string& address);

 private:
  std::string CodeFor(const AuthorizationRequest& request, const BrowserSession& session);

  SignIn& sign_in_;
  BrowserSignIns& browsers_;
  const Clock& clock_;
  const std::vector<Application> applications_;
};

}  // namespace erp::employee
