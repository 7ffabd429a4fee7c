// Who may call a route, and where a request names the person that acts. Plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace erp::auth {

// Where a request names the person that acts.
struct Claim {
  enum class In : std::uint8_t {
    kNowhere,
    kPath,         // a parameter of the pattern
    kQuery,        // a parameter of the query that must be there
    kQueryOrNone,  // one that may be there
    kBody,         // a member of the JSON body that must be there
    kBodyOrQuery,  // one of both, in the same name; two that differ are refused
  };
  In in = In::kNowhere;
  std::string name = {};
};

inline Claim NamedInPath(std::string name) { return {Claim::In::kPath, std::move(name)}; }
inline Claim NamedInQuery(std::string name) { return {Claim::In::kQuery, std::move(name)}; }
inline Claim MaybeNamedInQuery(std::string name) {
  return {Claim::In::kQueryOrNone, std::move(name)};
}
inline Claim NamedInBody(std::string name) { return {Claim::In::kBody, std::move(name)}; }
inline Claim NamedInBodyOrQuery(std::string name) {
  return {Claim::In::kBodyOrQuery, std::move(name)};
}

// There is no default: a declaration of a route says who may call it.
class Access {
 public:
  enum class Kind : std::uint8_t {
    kAnyone,    // nobody is asked who they are: probes
    kEmployee,  // every employee; a request may say who acts
    kActor,     // the person on whose behalf it is done, nobody else
    kRole,      // who has the role
    kService,   // certain daemons, on the operator port, on behalf of the person they name
  };

  static Access Anyone() { return {Kind::kAnyone, "", {}, {}}; }
  static Access Employee(Claim claim = {}) { return {Kind::kEmployee, "", {}, std::move(claim)}; }
  static Access Actor(Claim claim) { return {Kind::kActor, "", {}, std::move(claim)}; }
  static Access Role(std::string role, Claim claim = {}) {
    return {Kind::kRole, std::move(role), {}, std::move(claim)};
  }
  // `services` by the names of their daemons.
  static Access Service(std::vector<std::string> services, Claim claim = {}) {
    return {Kind::kService, "", std::move(services), std::move(claim)};
  }

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] const std::string& role() const { return role_; }  // of kRole
  [[nodiscard]] const Claim& claim() const { return claim_; }
  // Of kService.
  [[nodiscard]] bool Admits(std::string_view service) const {
    return std::find(services_.begin(), services_.end(), service) != services_.end();
  }

  // As the contracts (proto/http, `x-access`) write it: "anyone", "employee", "actor",
  // "role:<role>", "service:<daemon>,<daemon>".
  [[nodiscard]] std::string Text() const;

 private:
  Access(Kind kind, std::string role, std::vector<std::string> services, Claim claim)
      : kind_(kind),
        role_(std::move(role)),
        services_(std::move(services)),
        claim_(std::move(claim)) {}

  Kind kind_;
  std::string role_;
  std::vector<std::string> services_;
  Claim claim_;
};

// Who may change people and their leave; who may send messages to everybody, and does on the
// operator port what keeps the system running. An administrator has every role.
inline constexpr const char* kHumanResources = "hr";
inline constexpr const char* kOperator = "operator";
inline constexpr const char* kAdministrator = "admin";

// Those that call others: the daemons, and what stops the gateway.
inline constexpr const char* kEmployee = "employee";
inline constexpr const char* kApprovalRequest = "approval-request";
inline constexpr const char* kApprovalProcessing = "approval-processing";
inline constexpr const char* kNotification = "notification";
inline constexpr const char* kGateway = "gateway";

}  // namespace erp::auth
