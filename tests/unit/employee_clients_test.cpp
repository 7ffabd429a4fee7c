// Clients: which ids and secrets there can be, which tokens they get, and how forms say it.
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/sha256.h"
#include "employee/api/identity/client_arguments.h"
#include "employee/api/identity/identity_json.h"
#include "employee/api/identity/token_endpoint.h"
#include "employee/app/identity/find_principal.h"
#include "employee/app/identity/grant_tokens.h"
#include "employee/app/identity/keep_clients.h"
#include "employee/domain/identity/client.h"
#include "employee_identity_fakes.h"
#include "employee_memory_ledger.h"
#include "json/json.h"
#include "unit/employee_mock_organisation.h"

namespace erp::employee {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

constexpr Instant kNow{seconds(1'800'000'000)};
const std::string kSecret(43, 's');

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now; }
  Instant now = kNow;
};

TEST(ClientRule, AnIdIsAWordOfAsciiThatNoAccountHas) {
  for (const auto* id : {"a", "approval-request", "ERP_sync.2"})
    EXPECT_FALSE(ClientIdMistake(id)) << id;
  for (const auto* id : {"", "a b", "한글", "a/b", "a@b", "a{b", "a[b", "a:b"}) {
    EXPECT_TRUE(ClientIdMistake(id)) << id;
  }
  EXPECT_FALSE(ClientIdMistake(std::string(100, 'z')));
  EXPECT_TRUE(ClientIdMistake(std::string(101, 'z')));
  EXPECT_TRUE(ClientIdMistake("0123456789abcdef0123456789abcdef")) << "a subject of an account";
  EXPECT_FALSE(ClientIdMistake("0123456789abcdef0123456789abcdeg"));
  EXPECT_FALSE(ClientIdMistake("0123456789abcdef0123456789abcde"));
}

TEST(ClientRule, ASecretIsDrawnByAMachine) {
  EXPECT_TRUE(ClientSecretMistake(std::string(31, 'x')));
  EXPECT_FALSE(ClientSecretMistake(std::string(32, '!')));
  EXPECT_FALSE(ClientSecretMistake(std::string(200, '~')));
  EXPECT_TRUE(ClientSecretMistake(std::string(201, 'x')));
  EXPECT_TRUE(ClientSecretMistake(std::string(31, 'x') + " "));
  EXPECT_TRUE(ClientSecretMistake(std::string(31, 'x') + "\x7f"));
}

TEST(ClientRule, ServicesAreTheDaemonsAndTheGateway) {
  for (const auto* name :
       {"employee", "approval-request", "approval-processing", "notification", "gateway"}) {
    EXPECT_TRUE(IsServiceName(name)) << name;
  }
  EXPECT_FALSE(IsServiceName(""));
  EXPECT_FALSE(IsServiceName("billing"));
}

class Clients : public testing::Test {
 protected:
  // The token, or the refusal.
  std::string Try(const std::string& id,
                  const std::string& secret,
                  const std::string& address = "10.0.0.1") {
    return Said(grant_.Run({.grant_type = "client_credentials",
                            .client_id = id,
                            .client_secret = secret,
                            .address = address}));
  }
  static std::string Said(const GrantOutcome& outcome) {
    if (const auto* granted = std::get_if<GrantedTokens>(&outcome)) return granted->access_token;
    switch (std::get<GrantRefusal>(outcome)) {
      case GrantRefusal::kInvalidRequest:
        return "request";
      case GrantRefusal::kInvalidClient:
        return "client";
      case GrantRefusal::kInvalidGrant:
        return "invalid grant";
      case GrantRefusal::kUnsupportedGrantType:
        return "grant";
      case GrantRefusal::kTooFast:
        return "fast";
    }
    return "";
  }
  void Add(const std::string& id, const std::string& secret = kSecret) {
    ASSERT_TRUE(keep_.Add({.id = id, .service = "approval-request"}, secret).ok());
  }

  StandingClock clock_;
  MemoryClients clients_;
  MemoryFailures failures_;
  PlainTokens tokens_;
  KeepClients keep_{clients_, clock_};
  PlainRefreshTokens refresh_tokens_;
  PlainBrowsers browsers_;
  GrantTokens grant_{{clients_, failures_, tokens_, refresh_tokens_, browsers_},
                     clock_,
                     {.issuer = "https://erp.test", .valid_for = seconds(600)}};
};

TEST_F(Clients, GetATokenWhoseSubjectTheyAre) {
  Add("req");
  const auto outcome = grant_.Run(
      {.grant_type = "client_credentials", .client_id = "req", .client_secret = kSecret});
  ASSERT_EQ(Said(outcome), "token of req");
  EXPECT_EQ(std::get<GrantedTokens>(outcome).expires_in, seconds(600));
  EXPECT_EQ(tokens_.last.client, "req");
  EXPECT_EQ(tokens_.last.issued, kNow);
  EXPECT_FALSE(tokens_.last.id.empty());
  EXPECT_NE(clients_.all.at("req").secret_hash, kSecret);
}

TEST_F(Clients, AreRefusedTheSameWhateverIsWrong) {
  Add("req");
  EXPECT_EQ(Try("req", kSecret + "x"), "client");
  EXPECT_EQ(Try("req", ""), "client");
  EXPECT_EQ(Try("nobody", kSecret), "client");
  EXPECT_EQ(Try("nobody", ""), "client");
  EXPECT_EQ(Try("no body", kSecret), "client");
  EXPECT_FALSE(failures_.all.contains("client no body@10.0.0.1")) << "it cannot be";
  clients_.all.at("req").locked = true;
  EXPECT_EQ(Try("req", kSecret), "client");
  clients_.all.at("req").locked = false;
  clients_.all.at("req").active = false;
  EXPECT_EQ(Try("req", kSecret), "client");
  EXPECT_EQ(Said(grant_.Run({.client_id = "req", .client_secret = kSecret})), "request");
  EXPECT_EQ(Said(grant_.Run({.grant_type = "password", .client_id = "req"})), "grant");
}

TEST_F(Clients, WaitAfterFailuresAndNotForThoseOfOthers) {
  Add("req");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Try("req", "wrong"), "client");
  EXPECT_EQ(Try("req", kSecret), "fast");
  EXPECT_EQ(Try("req", kSecret, ""), "token of req") << "from another address";
  clock_.now += seconds(1);
  EXPECT_EQ(Try("req", kSecret), "token of req");
  EXPECT_EQ(Try("req", "wrong"), "client") << "counted anew";
}

TEST_F(Clients, StandForAServiceOrForAPersonWhoIsThere) {
  MemoryAccounts accounts;
  MemoryPeople people;
  people.all = {HiredOn(7, std::nullopt)};
  testing::NiceMock<MockPosts> posts;
  ON_CALL(posts, Roles(EmployeeId(7)))
      .WillByDefault(testing::Return(std::vector<std::string>{"auditor"}));
  HumanResources human_resources(posts, {"인사팀"});
  FindPrincipal find({accounts, clients_, refresh_tokens_, people, human_resources},
                     "https://erp.test");
  Add("req");
  ASSERT_TRUE(keep_.Add({.id = "sync", .employee = EmployeeId(7)}, kSecret).ok());
  const auto service = find.Run("https://erp.test", "req", "");
  ASSERT_TRUE(service);
  EXPECT_EQ(service->service, "approval-request");
  EXPECT_EQ(service->employee, std::nullopt);
  EXPECT_TRUE(service->roles.empty());
  const auto person = find.Run("https://erp.test", "sync", "");
  ASSERT_TRUE(person);
  EXPECT_EQ(person->employee, EmployeeId(7));
  EXPECT_EQ(person->service, "");
  EXPECT_THAT(person->roles, ElementsAre("auditor"));
  EXPECT_FALSE(find.Run("https://other.test", "req", "")) << "another issuer's subject";
  EXPECT_FALSE(find.Run("https://erp.test", "nobody", ""));
  clients_.all.at("req").locked = true;
  EXPECT_FALSE(find.Run("https://erp.test", "req", ""));
  people.all[0].active = false;
  EXPECT_FALSE(find.Run("https://erp.test", "sync", ""));
  EXPECT_EQ(PrintPrincipal(*service), R"({"roles":[],"service":"approval-request"})");
  EXPECT_EQ(PrintPrincipal(*person), R"({"employeeId":7,"roles":["auditor"]})");
}

class ClientCommands : public Clients {
 protected:
  // What it says, or why not.
  std::string Run(const std::vector<std::string>& arguments, const std::string& input = "") {
    std::istringstream lines(input);
    try {
      return KeepClientsAsAsked(keep_, ReadClientArguments(arguments), lines);
    } catch (const std::invalid_argument& mistake) {
      return mistake.what();
    }
  }
};

TEST_F(ClientCommands, AddLockUnlockRemoveAndList) {
  EXPECT_EQ(Run({"add", "req", "--service", "approval-request"}, kSecret + "\r\n"),
            "client req is added\n");
  EXPECT_EQ(clients_.all.at("req").secret_hash, Sha256Hex(kSecret));
  EXPECT_EQ(Run({"add", "sync", "--employee", "7"}, kSecret + "\n"), "client sync is added\n");
  EXPECT_EQ(Run({"lock", "req"}), "req is locked\n");
  clients_.all.at("sync").active = false;
  EXPECT_EQ(Run({"list"}), "req service approval-request locked\nsync employee 7 inactive\n");
  EXPECT_EQ(Run({"unlock", "req"}), "req is not locked\n");
  EXPECT_EQ(Run({"remove", "sync"}), "sync is removed\n");
  EXPECT_EQ(Run({"list"}), "req service approval-request\n");
  for (const auto* what : {"lock", "unlock", "remove"}) {
    EXPECT_THAT(Run({what, "nobody"}), testing::HasSubstr("No client has this id")) << what;
  }
}

TEST_F(ClientCommands, SayWhatIsWrongAndNeverTheSecret) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"nonsense"},
                                             {"add"},
                                             {"add", "x"},
                                             {"add", "x", "--service"},
                                             {"lock"},
                                             {"keep", "x"},
                                             {"list", "x"},
                                             {"add", "x", "--role", "hr"},
                                             {"lock", "x", "y"},
                                             {"add", "x", "--service", "employee", "more"}}) {
    EXPECT_THAT(Run(arguments, kSecret), testing::HasSubstr("--client add"));
  }
  EXPECT_THAT(Run({"add", "x", "--employee", "none"}, kSecret),
              testing::HasSubstr("id of a person"));
  EXPECT_THAT(Run({"add", "x", "--service", "billing"}, kSecret), testing::HasSubstr("/service"));
  const auto said = Run({"add", "x y", "--service", "employee"}, "shortone");
  EXPECT_THAT(said, testing::HasSubstr("/client"));
  EXPECT_THAT(said, testing::HasSubstr("/secret"));
  EXPECT_THAT(said, testing::Not(testing::HasSubstr("shortone")));
  EXPECT_TRUE(clients_.all.empty());
}

TEST_F(ClientCommands, KeepClientsOfServicesAllOrNone) {
  const std::string other(64, 'o');
  EXPECT_EQ(Run({"keep"}, "a employee " + kSecret + "\n\n  b gateway " + other + "\r\n"),
            "2 clients are kept\n");
  EXPECT_EQ(clients_.all.at("b").client.service, "gateway");
  EXPECT_EQ(clients_.all.at("b").secret_hash, Sha256Hex(other));
  EXPECT_EQ(Run({"keep"}, "a employee " + other), "1 clients are kept\n");
  EXPECT_EQ(clients_.all.at("a").secret_hash, Sha256Hex(other));
  EXPECT_THAT(Run({"keep"}, "c employee " + kSecret + "\nd employee\n"),
              testing::HasSubstr("line 2"));
  EXPECT_THAT(Run({"keep"}, "\nc employee " + kSecret + " more"), testing::HasSubstr("line 2"));
  EXPECT_THAT(Run({"keep"}, "c employee " + kSecret + "\nd billing " + kSecret),
              testing::HasSubstr("/1/service"));
  EXPECT_THAT(Run({"keep"}, "c employee " + kSecret + "\nc gateway " + kSecret),
              testing::HasSubstr("/1/client occurs more than once"));
  EXPECT_FALSE(clients_.all.contains("c"));
}

TEST(KeepingClients, ActsAsAServiceOrAsAPersonNeverBoth) {
  MemoryClients clients;
  StandingClock clock;
  KeepClients keep(clients, clock);
  EXPECT_EQ(keep.Add({.id = "x"}, kSecret).error().fields.at(0).pointer, "/service");
  EXPECT_EQ(keep.Add({.id = "x", .service = "employee", .employee = EmployeeId(7)}, kSecret)
                .error()
                .fields.at(0)
                .pointer,
            "/service");
}

class TokenForms : public testing::Test {
 protected:
  std::variant<TokenRequest, GrantRefusal> Read(const std::string& body,
                                                const std::string& authorization = "") {
    http::Request request;
    request.body = body;
    request.headers["x-real-ip"] = "10.0.0.1";
    if (!authorization.empty()) request.headers["authorization"] = authorization;
    return ReadTokenRequest(http::Call{request});
  }
  bool Refused(const std::string& body, GrantRefusal as, const std::string& authorization = "") {
    const auto read = Read(body, authorization);
    const auto* refusal = std::get_if<GrantRefusal>(&read);
    return refusal != nullptr && *refusal == as;
  }
};

TEST_F(TokenForms, NameTheClientInTheBodyOrInTheHeader) {
  const auto body = std::get<TokenRequest>(
      Read("grant_type=client_credentials&client_id=a&client_secret=b%2Bc&x=1"));
  EXPECT_EQ(body.grant_type, "client_credentials");
  EXPECT_EQ(body.client_id, "a");
  EXPECT_EQ(body.client_secret, "b+c");
  EXPECT_EQ(body.address, "10.0.0.1");
  // "a:b+c%2B", of which the halves are encoded as in a form.
  const auto header = std::get<TokenRequest>(Read("grant_type=g", "bAsic YTpiK2MlMkI="));
  EXPECT_EQ(header.client_id, "a");
  EXPECT_EQ(header.client_secret, "b c+");
  EXPECT_EQ(
      std::get<TokenRequest>(Read("grant_type=g&client_id=a", "Basic YTpiK2MlMkI=")).client_id,
      "a");
}

TEST_F(TokenForms, AreRefusedWhenTheyCanBeReadInTwoWays) {
  EXPECT_TRUE(Refused("grant_type=a&grant_type=a", GrantRefusal::kInvalidRequest));
  EXPECT_TRUE(Refused("grant_type=%zz", GrantRefusal::kInvalidRequest));
  EXPECT_TRUE(Refused("client_secret=b", GrantRefusal::kInvalidRequest, "Basic YTpi"));
  EXPECT_TRUE(Refused("client_id=b", GrantRefusal::kInvalidRequest, "Basic YTpi"));
  EXPECT_TRUE(Refused("grant_type=a", GrantRefusal::kInvalidClient, "Bearer YTpi"));
  EXPECT_TRUE(Refused("grant_type=a", GrantRefusal::kInvalidClient, "Basic YWI="));
}

TEST(TokenAnswers, AreThoseOfRfc6749) {
  const auto header = [](const http::Response& response, const std::string& name) {
    for (const auto& [each, value] : response.headers) {
      if (each == name) return value;
    }
    return std::string("none");
  };
  const auto granted = AnswerGrant(GrantedTokens{"t", seconds(600)});
  EXPECT_EQ(granted.status, 200);
  EXPECT_EQ(granted.body, R"({"access_token":"t","expires_in":600,"token_type":"Bearer"})");
  EXPECT_EQ(header(granted, "Cache-Control"), "no-store");
  EXPECT_EQ(header(granted, "Pragma"), "no-cache");
  EXPECT_EQ(header(granted, "WWW-Authenticate"), "none");
  const auto error = [](const http::Response& response) {
    return json::Parse(response.body)->at("error").get<std::string>();
  };
  const auto client = AnswerGrant(GrantRefusal::kInvalidClient);
  EXPECT_EQ(client.status, 401);
  EXPECT_EQ(error(client), "invalid_client");
  EXPECT_THAT(header(client, "WWW-Authenticate"), testing::StartsWith("Basic realm="));
  EXPECT_EQ(header(client, "Retry-After"), "none");
  const auto fast = AnswerGrant(GrantRefusal::kTooFast);
  EXPECT_EQ(fast.status, 429);
  EXPECT_EQ(header(fast, "Retry-After"), "1");
  EXPECT_EQ(header(fast, "WWW-Authenticate"), "none");
  EXPECT_EQ(error(AnswerGrant(GrantRefusal::kInvalidRequest)), "invalid_request");
  EXPECT_EQ(AnswerGrant(GrantRefusal::kInvalidRequest).status, 400);
  EXPECT_EQ(error(AnswerGrant(GrantRefusal::kUnsupportedGrantType)), "unsupported_grant_type");
  EXPECT_EQ(AnswerGrant(GrantRefusal::kUnsupportedGrantType).status, 400);
}

TEST(Revocation, TakesAToken) {
  http::Request request;
  const auto read = [&](const std::string& body) {
    request.body = body;
    return ReadRevocation(http::Call{request});
  };
  EXPECT_EQ(std::get<std::string>(read("token=t&token_type_hint=refresh_token")), "t");
  EXPECT_EQ(std::get<GrantRefusal>(read("token=")), GrantRefusal::kInvalidRequest);
  EXPECT_EQ(std::get<GrantRefusal>(read("token")), GrantRefusal::kInvalidRequest);
  EXPECT_EQ(AnswerRevoked().status, 200);
  EXPECT_EQ(AnswerRevoked().headers.at(0).second, "no-store");
}

}  // namespace
}  // namespace erp::employee
