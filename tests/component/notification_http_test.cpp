// What notification answers over HTTP, and what operators have to say.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "notification_fixture.h"

namespace erp::notification {
namespace {

class NotificationHttpTest : public NotificationDaemonTest {};

TEST_F(NotificationHttpTest, BroadcastReachesEverySessionOfEveryProcessAndIsKeptNowhere) {
  const auto one = LaunchReady();
  const auto two = LaunchReady();
  const auto kim = Open(*one, 7);
  const auto lee = Open(*two, 8);
  const char* body = R"({"approvalId":41,"status":"notice","message":"18시에 점검합니다."})";
  const auto answer = test::Send("POST", one->Url("/notifications/send"), body);
  EXPECT_EQ(answer.status, 202) << answer.body;
  for (const auto& client : {kim.get(), lee.get()}) {
    const auto frame = client->Expect("MESSAGE");
    const auto said = json::Value::parse(frame.body);
    EXPECT_EQ(said["type"], "OPERATOR_BROADCAST");
    EXPECT_EQ(said["message"], "18시에 점검합니다.");
    EXPECT_EQ(said["approvalId"], 41);
    EXPECT_EQ(said["status"], "notice");
    EXPECT_EQ(said["id"], json::Value::parse(answer.body)["notificationId"]);
    EXPECT_FALSE(said.contains("seq"));
    EXPECT_EQ(frame.headers.at("message-id"), said["id"]);
  }
  EXPECT_EQ(Get(*one, "/notifications/recent/7"), json::Value::array());
  Request("n:1", 7);
  EXPECT_EQ(Next(*kim)["seq"], 1);
}

TEST_F(NotificationHttpTest, OperatorMessageIsStoredPushedAndRepeatable) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  const char* body = R"({"approvalId":41,"status":"notice","message":"서류를 보완해 주세요."})";
  const auto send = [&](const char* text) {
    return test::Send("POST", daemon->Url("/notifications/send/7"), text,
                      {{"Idempotency-Key", "k-1"}});
  };
  const auto first = send(body);
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.Header("location"), "../recent/7");
  EXPECT_EQ(first.Header("idempotency-replayed"), std::nullopt);
  const auto pushed = Next(*client);
  EXPECT_EQ(pushed["type"], "OPERATOR_MESSAGE");
  EXPECT_EQ(pushed["message"], "서류를 보완해 주세요.");
  EXPECT_EQ(pushed["id"], json::Value::parse(first.body)["notificationId"]);
  const auto again = send(body);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.Header("idempotency-replayed"), "true");
  const auto other = send(R"({"approvalId":41,"status":"notice","message":"다른 말"})");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(json::Value::parse(other.body)["code"], "idempotency-key-reused");
  EXPECT_EQ(Unread(*daemon, 7), 1);
  EXPECT_EQ(client->Receive(milliseconds(50)), std::nullopt);
}

TEST_F(NotificationHttpTest, OperatorsNameWhatTheyMeanByNumberOrText) {
  const auto daemon = LaunchReady();
  const auto client = Open(*daemon, 7);
  const std::string longest(64, 'x');
  for (const json::Value& named :
       {json::Value("test123"), json::Value("12"), json::Value(12), json::Value("연차 7호"),
        json::Value(longest), json::Value(INT64_MAX)}) {
    const auto body =
        json::Dump({{"approvalId", named}, {"status", "approved"}, {"message", "확인"}});
    EXPECT_EQ(test::Send("POST", daemon->Url("/notifications/send"), body).status, 202) << body;
    const auto said = Next(*client);
    EXPECT_EQ(said["type"], "OPERATOR_BROADCAST");
    EXPECT_EQ(said["approvalId"], named);
    EXPECT_EQ(said["approvalId"].type_name(), std::string(named.type_name()));
    EXPECT_EQ(test::Send("POST", daemon->Url("/notifications/send/7"), body).status, 201) << body;
    const auto pushed = Next(*client);
    EXPECT_EQ(pushed["approvalId"], named);
    EXPECT_EQ(Get(*daemon, "/notifications/recent/7?limit=1")[0]["approvalId"], named);
  }
  for (const json::Value& wrong :
       {json::Value(""), json::Value(std::string(65, 'x')), json::Value(0), json::Value(-1),
        json::Value(1.5), json::Value(true), json::Value(json::Value::array())}) {
    const auto body = json::Dump({{"approvalId", wrong}, {"status", "s"}, {"message", "m"}});
    EXPECT_EQ(test::Send("POST", daemon->Url("/notifications/send"), body).status, 400) << body;
    EXPECT_EQ(test::Send("POST", daemon->Url("/notifications/send/7"), body).status, 400) << body;
  }
}

TEST_F(NotificationHttpTest, ServicesAreAnsweredWhatInboxesLack) {
  const auto daemon = LaunchReady();
  Request("n:1", 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 1));
  const auto url = daemon->OperatorUrl("/internal/notifications/missing");
  const auto answer =
      test::Send("POST", url,
                 R"({"people":[{"userId":7,"requested":["n:1","n:2"],"settled":["n:1"]},
                    {"userId":8,"requested":[],"settled":[]}]})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto body = json::Value::parse(answer.body);
  EXPECT_FALSE(body["store"].get<std::string>().empty());
  EXPECT_EQ(body["people"],
            json::Value::parse(R"([{"userId":7,"requested":["n:2"],"settled":["n:1"]}])"));
  for (const char* wrong : {"", "[]", "{}", R"({"people":[{"userId":7}]})", R"({"people":7})",
                            R"({"people":[{"userId":0,"requested":[],"settled":[]}]})",
                            R"({"people":[{"userId":7,"requested":[""],"settled":[]}]})",
                            R"({"people":[{"userId":7,"requested":[7],"settled":[]}]})"}) {
    EXPECT_EQ(test::Send("POST", url, wrong).status, 400) << wrong;
  }
}

TEST_F(NotificationHttpTest, WhatIsReadInOneTabIsReadInTheOthersOfAllProcesses) {
  const auto one = LaunchReady();
  const auto two = LaunchReady();
  const auto tab = Open(*one, 7);
  const auto other = Open(*two, 7);
  const auto stranger = Open(*two, 8);
  for (int i = 1; i <= 4; ++i) Request("n:" + std::to_string(i), 7);
  for (const auto& client : {tab.get(), other.get()}) {
    for (int i = 1; i <= 4; ++i) EXPECT_EQ(Next(*client)["seq"], i);
  }
  const auto put = [&](const char* body) {
    return test::Send("PUT", one->Url("/notifications/read?userId=7"), body);
  };
  const auto single = put(R"({"ids":["n:3","n:unknown"]})");
  ASSERT_EQ(single.status, 200) << single.body;
  EXPECT_EQ(json::Value::parse(single.body)["unread"], 3);
  EXPECT_EQ(put(R"({"ids":["n:3"]})").body, single.body) << "a repeat changes nothing";
  ASSERT_EQ(put(R"({"upTo":1})").status, 200);
  for (const auto& client : {tab.get(), other.get()}) {
    const auto first = Next(*client);
    EXPECT_EQ(first["type"], "read");
    EXPECT_EQ(first["ids"], json::Value({"n:3"}));
    EXPECT_EQ(first["readUpTo"], 0);
    EXPECT_EQ(first["unread"], 3);
    EXPECT_FALSE(first.contains("seq"));
    const auto second = Next(*client);
    EXPECT_EQ(second["readUpTo"], 1);
    EXPECT_EQ(second["ids"], json::Value::array());
    EXPECT_EQ(second["unread"], 2);
  }
  EXPECT_EQ(Unread(*two, 7), 2);
  const auto recent = Get(*two, "/notifications/recent/7");
  EXPECT_EQ(recent[0]["read"], false);
  EXPECT_EQ(recent[1]["read"], true);
  EXPECT_EQ(recent[2]["read"], false);
  EXPECT_EQ(recent[3]["read"], true);
  EXPECT_EQ(json::Value::parse(put(R"({"upTo":4})").body)["unread"], 0);
  Request("n:5", 8);
  EXPECT_EQ(Next(*stranger)["id"], "n:5") << "nobody else hears of it";
  for (const char* wrong : {R"({"ids":["n:1"],"upTo":1})", R"({"ids":"n:1"})", R"({"ids":[7]})"}) {
    EXPECT_EQ(put(wrong).status, 400) << wrong;
  }
}

TEST_F(NotificationHttpTest, InboxIsReadOverHttp) {
  const auto daemon = LaunchReady();
  EXPECT_EQ(Get(*daemon, "/notifications/health")["status"], "UP");
  EXPECT_EQ(Get(*daemon, "/notifications/recent/7"), json::Value::array());
  EXPECT_EQ(Unread(*daemon, 7), 0);
  for (int i = 1; i <= 5; ++i) Request("n:" + std::to_string(i), 7);
  ASSERT_TRUE(AwaitUnread(*daemon, 7, 5));

  const auto recent = test::Send("GET", daemon->Url("/notifications/recent/7?limit=2"));
  const auto newest = json::Value::parse(recent.body);
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0]["seq"], 5);
  EXPECT_EQ(newest[1]["seq"], 4);
  EXPECT_EQ(recent.Header("link"), "<?limit=2&cursor=4>; rel=\"next\"");
  EXPECT_EQ(recent.Header("notification-epoch"), newest[0]["epoch"]);
  const auto rest = Get(*daemon, "/notifications/recent/7?limit=200&cursor=4");
  EXPECT_EQ(rest.size(), 3U);

  const auto after = test::Send("GET", daemon->Url("/notifications?userId=7&after=2&limit=2"));
  const auto in_order = json::Value::parse(after.body);
  ASSERT_EQ(in_order.size(), 2U);
  EXPECT_EQ(in_order[0]["seq"], 3);
  for (const char* field : {"seq", "id", "type", "approvalId", "status", "message", "timestamp",
                            "read", "title", "settled", "epoch"}) {
    EXPECT_TRUE(in_order[0].contains(field)) << field;
  }
  EXPECT_EQ(after.Header("notification-resync"), std::nullopt);
  const std::string epoch = in_order[0]["epoch"];
  EXPECT_EQ(after.Header("link"),
            "<?after=2&limit=2&userId=7&cursor=" + epoch + "%3A4>; rel=\"next\"");
  EXPECT_EQ(Get(*daemon, "/notifications?after=2&userId=7&cursor=" + epoch + "%3A4").size(), 1U);
  const auto foreign = test::Send("GET", daemon->Url("/notifications?userId=7&after=dead%3A2"));
  EXPECT_EQ(foreign.Header("notification-resync"), "true");
  EXPECT_EQ(json::Value::parse(foreign.body).size(), 5U);

  const auto read =
      test::Send("PUT", daemon->Url("/notifications/read"), R"({"upTo":3,"userId":7})");
  EXPECT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(json::Value::parse(read.body),
            json::Value({{"unread", 2}, {"readUpTo", 3}, {"epoch", epoch}}));
  const auto of_another = test::Send("PUT", daemon->Url("/notifications/read"),
                                     R"({"upTo":5,"epoch":"dead","userId":7})");
  EXPECT_EQ(of_another.status, 409);
  EXPECT_EQ(json::Value::parse(of_another.body)["code"], "other-epoch");
  EXPECT_EQ(Unread(*daemon, 7), 2);
  EXPECT_EQ(Get(*daemon, "/notifications/recent/7")[2]["read"], true);
  EXPECT_EQ(Get(*daemon, "/notifications/recent/7")[1]["read"], false);
  EXPECT_EQ(test::Send("PUT", daemon->Url("/notifications/read?userId=7"), R"({"upTo":5})").status,
            200);
  EXPECT_EQ(Unread(*daemon, 7), 0);
  EXPECT_EQ(Unread(*daemon, 8), 0);
}

TEST_F(NotificationHttpTest, HttpMistakesAreNamed) {
  const auto daemon = LaunchReady();
  struct Case {
    const char* method;
    const char* path;
    const char* body;
    int status;
    const char* code;
  };
  const std::vector<Case> cases = {
      {"GET", "/notifications/recent/0", "", 404, "not-found"},
      {"GET", "/notifications/recent/x", "", 404, "not-found"},
      {"GET", "/notifications/recent/7?limit=0", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/7?limit=201", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/7?cursor=x", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/7?cursor=0", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/7?page=2", "", 400, "invalid-query"},
      {"GET", "/notifications?after=1", "", 401, "actor-required"},
      {"GET", "/notifications?after=x&userId=7", "", 400, "invalid-query"},
      {"GET", "/notifications?after=-1&userId=7", "", 400, "invalid-query"},
      {"GET", "/notifications?after=1&userId=kim", "", 400, "invalid-query"},
      {"GET", "/notifications?userId=7&cursor=%3A", "", 400, "invalid-query"},
      {"GET", "/notifications/unread-count", "", 401, "actor-required"},
      {"PUT", "/notifications/read", R"({"upTo":3})", 401, "actor-required"},
      {"PUT", "/notifications/read?userId=7", "{}", 400, "invalid-body"},
      {"PUT", "/notifications/read?userId=7", R"({"upTo":-1})", 400, "invalid-body"},
      {"PUT", "/notifications/read?userId=7", R"({"upTo":1,"all":true})", 400, "invalid-body"},
      {"PUT", "/notifications/read?userId=7", R"({"upTo":1,"userId":8})", 400, "invalid-query"},
      {"PUT", "/notifications/read?userId=7", "nonsense", 400, "malformed-json"},
      {"PUT", "/notifications/read?userId=7", "", 400, "malformed-json"},
      {"PUT", "/notifications/read?userId=7", R"({"upTo":1e3})", 400, "invalid-body"},
      {"PUT", "/notifications/read?userId=7", R"({"upTo":1,"epoch":""})", 400, "invalid-body"},
      {"PUT", "/notifications/read?userId=7&page=1", R"({"upTo":1})", 400, "invalid-query"},
      {"GET", "/notifications/unread-count?userId=0", "", 400, "invalid-query"},
      {"GET", "/notifications?userId=7&after=99999999999999999999", "", 400, "invalid-query"},
      {"GET", "/notifications/recent/99999999999999999999", "", 404, "not-found"},
      {"POST", "/notifications/send", "", 400, "malformed-json"},
      {"POST", "/notifications/send", "[]", 400, "invalid-body"},
      {"POST", "/notifications/send", "{}", 400, "invalid-body"},
      {"POST", "/notifications/send", R"({"approvalId":0,"status":"s","message":"m"})", 400,
       "invalid-body"},
      {"POST", "/notifications/send", R"({"approvalId":1,"status":"","message":"m"})", 400,
       "invalid-body"},
      {"POST", "/notifications/send", R"({"approvalId":1,"status":"s","message":""})", 400,
       "invalid-body"},
      {"POST", "/notifications/send", R"({"approvalId":1,"status":"s","message":"m","to":7})", 400,
       "invalid-body"},
      {"POST", "/notifications/send?all=1", R"({"approvalId":1,"status":"s","message":"m"})", 400,
       "invalid-query"},
      {"POST", "/notifications/send/0", R"({"approvalId":1,"status":"s","message":"m"})", 404,
       "not-found"},
      {"POST", "/notifications/send/kim", R"({"approvalId":1,"status":"s","message":"m"})", 404,
       "not-found"},
      {"GET", "/notifications/send/7", "", 405, "method-not-allowed"},
      {"DELETE", "/notifications/read", "", 405, "method-not-allowed"},
      {"GET", "/notifications/nothing", "", 404, "not-found"},
  };
  for (const auto& test : cases) {
    const auto answer = test::Send(test.method, daemon->Url(test.path), test.body);
    EXPECT_EQ(answer.status, test.status) << test.method << test.path << answer.body;
    EXPECT_EQ(answer.Header("content-type"), "application/problem+json");
    EXPECT_EQ(json::Value::parse(answer.body)["code"], test.code) << test.path << answer.body;
  }
}

}  // namespace
}  // namespace erp::notification
