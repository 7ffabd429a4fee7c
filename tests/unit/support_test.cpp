// The tests' own tools: daemons as child processes, HTTP over plain sockets, waiting.
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "support/daemon.h"
#include "support/environment.h"
#include "support/gate.h"
#include "support/http.h"

namespace erp::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Environment, MissingVariableIsNamedTogetherWithTheWayToSetIt) {
  try {
    Required("TEST_SURELY_NOT_SET");
    FAIL() << "must throw";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("TEST_SURELY_NOT_SET"));
    EXPECT_THAT(error.what(), testing::HasSubstr("make test"));
  }
}

TEST(Environment, SourceTreeAndBinariesAreFound) {
  EXPECT_THAT(ReadFile(SourceDir() / "tests/CMakeLists.txt"), testing::HasSubstr("erp_test"));
  EXPECT_TRUE(std::filesystem::exists(BinDir() / "sample_daemon"));
  EXPECT_THROW(ReadFile(SourceDir() / "no-such-file"), std::runtime_error);
  EXPECT_NE(RandomName("test_"), RandomName("test_"));
}

TEST(Eventually, SaysWhetherItHappenedInTime) {
  int asked = 0;
  EXPECT_TRUE(Eventually(seconds(5), [&] { return ++asked == 3; }));
  EXPECT_FALSE(Eventually(milliseconds(20), [] { return false; }));
}

TEST(FreePort, IsBelowTheEphemeralRangeAndNeverGivenTwice) {
  std::set<int> ports;
  for (int i = 0; i < 50; ++i) ports.insert(FreePort());
  EXPECT_EQ(ports.size(), 50U);
  EXPECT_GE(*ports.begin(), 1024);
  EXPECT_LT(*ports.rbegin(), 32768);
}

TEST(Daemon, WaitsByAskingUntilReady) {
  Daemon daemon({.name = "sample_daemon", .environment = {{"SAMPLE_READY_AFTER", "3"}}});
  EXPECT_TRUE(daemon.WaitForReadyz(503));
  daemon.WaitReady();
  EXPECT_TRUE(daemon.Running());
  EXPECT_EQ(Send("GET", daemon.OperatorUrl("/readyz")).body, "{}");
  EXPECT_EQ(daemon.Terminate(), 0);
  EXPECT_FALSE(daemon.Running());
}

TEST(Daemon, IsKilledWhenItIgnoresTheRequestToEnd) {
  Daemon daemon({.name = "sample_daemon", .environment = {{"SAMPLE_STUBBORN", "1"}}});
  daemon.WaitReady();
  EXPECT_EQ(daemon.Terminate(milliseconds(100)), -SIGKILL);
}

TEST(Daemon, ThatDiesInsteadOfGettingReadyIsReportedWithItsOutput) {
  Daemon first({.name = "sample_daemon"});
  first.WaitReady();
  const auto port = std::to_string(first.operator_port());
  Daemon second({.name = "sample_daemon", .environment = {{"OPERATOR_PORT", port}}});
  EXPECT_EQ(second.WaitExit(seconds(10)), 1);
  try {
    second.WaitReady();
    FAIL() << "must throw";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("cannot listen"));
  }
}

TEST(Daemon, DoesNotOutliveTheThreadThatStartedIt) {
  std::optional<Daemon> daemon;
  std::thread([&] {
    daemon.emplace(DaemonOptions{.name = "sample_daemon"});
    daemon->WaitReady();
  }).join();
  EXPECT_EQ(daemon->WaitExit(seconds(10)), -SIGKILL);
}

TEST(Daemon, AbsentProgramIsNamed) {
  EXPECT_THROW(Daemon({.name = "no-such-daemon"}), std::runtime_error);
}

TEST(RunToEnd, ReturnsExitCodeAndAllOutputAndPassesOnlyTheGivenEnvironment) {
  const auto finished = RunToEnd({.name = "sample_daemon",
                                  .environment = {{"SAMPLE_WORD", "second"}},
                                  .arguments = {"--echo", "first"}});
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_EQ(finished.output, "first\nsecond\n");
}

// Accepts one connection, reads until the head is complete, answers with `bytes`.
class OneAnswer {
 public:
  explicit OneAnswer(std::string bytes) : port_(FreePort()) {
    const int listening = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    EXPECT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listening, 1), 0);
    thread_ = std::jthread([this, listening, bytes = std::move(bytes)] {
      const int connection = accept(listening, nullptr, nullptr);
      std::array<char, 4096> buffer{};
      while (request_.find("\r\n\r\n") == std::string::npos) {
        const auto n = read(connection, buffer.data(), buffer.size());
        if (n <= 0) break;
        request_.append(buffer.data(), static_cast<std::size_t>(n));
      }
      EXPECT_EQ(write(connection, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
      close(connection);
      close(listening);
    });
  }

  [[nodiscard]] std::string Url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/a?b=c";
  }
  [[nodiscard]] int port() const { return port_; }
  std::string Request() {
    thread_.join();
    return request_;
  }

 private:
  int port_;
  std::string request_;
  std::jthread thread_;
};

TEST(HttpClient, SendsMethodTargetHeadersAndBody) {
  OneAnswer server("HTTP/1.1 201 Created\r\nLocation: employees/1\r\nContent-Length: 2\r\n\r\n{}");
  const auto answer = Send("POST", server.Url(), R"({"a":1})", {{"X-Word", "yes"}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.Header("location"), "employees/1");
  EXPECT_EQ(answer.Header("etag"), std::nullopt);
  EXPECT_EQ(answer.body, "{}");
  const auto request = server.Request();
  EXPECT_THAT(request, testing::StartsWith("POST /a?b=c HTTP/1.1\r\n"));
  EXPECT_THAT(request, testing::HasSubstr("X-Word: yes\r\n"));
  EXPECT_THAT(request, testing::HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(request, testing::HasSubstr("Content-Length: 7\r\n"));
}

TEST(HttpClient, ReadsChunkedAndBodilessAnswers) {
  OneAnswer chunked(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(Send("GET", chunked.Url()).body, "abcde");
  OneAnswer empty("HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(Send("DELETE", empty.Url()).status, 204);
}

TEST(HttpClient, SilenceAndNonsenseAreErrors) {
  OneAnswer nonsense("SSH-2.0-nope\r\n");
  EXPECT_THROW(Send("GET", nonsense.Url()), std::runtime_error);
  OneAnswer silent("");
  EXPECT_THROW(Send("GET", silent.Url()), std::runtime_error);
  EXPECT_THROW(Send("GET", "http://127.0.0.1:" + std::to_string(FreePort()) + "/"),
               std::runtime_error);
}

TEST(HttpClient, RawBytesGoOutUnchanged) {
  OneAnswer server("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  const auto bytes = SendRaw("127.0.0.1", server.port(), "NONSENSE\r\n\r\n", seconds(5));
  EXPECT_EQ(ParseAnswer(bytes).status, 400);
  EXPECT_EQ(server.Request(), "NONSENSE\r\n\r\n");
}

TEST(Gate, ForwardsCutsIsSilentAndForwardsAgain) {
  Daemon daemon({.name = "sample_daemon"});
  daemon.WaitReady();
  Gate gate("127.0.0.1", daemon.operator_port());
  const auto url = "http://127.0.0.1:" + std::to_string(gate.port()) + "/readyz";
  EXPECT_EQ(Send("GET", url).status, 200);
  gate.Cut();
  EXPECT_THROW(Send("GET", url), std::runtime_error);
  gate.Silence();
  EXPECT_THROW(Send("GET", url, "", {}, milliseconds(50)), std::runtime_error);
  gate.Open();
  EXPECT_EQ(Send("GET", url).status, 200);
}

}  // namespace
}  // namespace erp::test
