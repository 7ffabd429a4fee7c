// The HTTP client before peers that are gone, full, frozen or rude.
#include <unistd.h>

#include <atomic>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "common/error.h"
#include "http/client.h"
#include "http/reply.h"
#include "http/server.h"
#include "support/gate.h"
#include "support/stand_in.h"

namespace erp::http {
namespace {

using std::chrono::milliseconds;
constexpr std::chrono::seconds kTimeout{10};

// Accepts and never answers: what a stopped process looks like from outside.
class Frozen {
 public:
  Frozen() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    (void)::listen(fd_, 64);
    socklen_t size = sizeof address;
    (void)::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~Frozen() { ::close(fd_); }
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  int fd_;
  std::string url_;
};

class HttpClient : public testing::Test {
 protected:
  void SetUp() override {
    Router router(test::Believing());
    test::Serve(router, "GET", "/", [this](const Request&) { return Count(); });
    test::Serve(router, "POST", "/", [this](const Request&) { return Count(); });
    server_ = std::make_unique<Server>(ServerOptions{.threads = 4}, std::move(router), registry_);
    server_->Start();
    alive_ = "http://127.0.0.1:" + std::to_string(server_->port());
  }

  Response Count() {
    ++handled_;
    return Json("{}");
  }

  Client To(const std::string& urls, ClientOptions options = {}) {
    options.name = "peer";
    options.base_url = urls;
    return {std::move(options), registry_};
  }

  metrics::Registry registry_;
  std::atomic<int> handled_{0};
  std::unique_ptr<Server> server_;
  std::string alive_;
};

TEST_F(HttpClient, AReplicaThatRefusesCostsNoCallOfAnyMethod) {
  auto client = To("http://127.0.0.1:1, " + alive_);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(
        client.Send(i % 2 == 0 ? "GET" : "POST", "/", "", {}, Deadline::After(kTimeout)).status,
        200);
  }
  EXPECT_EQ(handled_, 6);
}

TEST_F(HttpClient, AFrozenReplicaCostsNoRepeatableCall) {
  const Frozen frozen;
  auto client = To(frozen.url() + "," + alive_);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(client.Send("GET", "/", "", {}, Deadline::After(milliseconds(400))).status, 200);
    EXPECT_EQ(
        client.Send("POST", "/", "", {{"Idempotency-Key", "k"}}, Deadline::After(milliseconds(400)))
            .status,
        200);
  }
}

TEST_F(HttpClient, AFrozenPeerKeepsFewCallersWaitingAndTheOthersFailAtOnce) {
  const Frozen frozen;
  auto client =
      To(frozen.url(),
         {.name = "", .base_url = "", .late_calls = 2, .late_for = milliseconds(0), .probes = 1});
  std::atomic<bool> at_once{false};
  const auto until = std::chrono::steady_clock::now() + kTimeout;
  const auto call = [&] {
    while (!at_once && std::chrono::steady_clock::now() < until) {
      try {
        (void)client.Send("GET", "/", "", {}, Deadline::After(milliseconds(20)));
      } catch (const Unavailable& error) {
        if (std::string(error.what()).find("frozen") != std::string::npos) at_once = true;
      }
    }
  };
  std::thread other(call);
  call();
  other.join();
  EXPECT_TRUE(at_once);
}

TEST_F(HttpClient, APeerThatAnswersAgainIsUsedAgain) {
  test::Gate gate("127.0.0.1", server_->port());
  auto client = To("http://127.0.0.1:" + std::to_string(gate.port()),
                   {.name = "", .base_url = "", .late_calls = 2, .late_for = milliseconds(0)});
  gate.Silence();
  for (int i = 0; i < 4; ++i) {
    EXPECT_THROW((void)client.Send("GET", "/", "", {}, Deadline::After(milliseconds(20))),
                 Unavailable);
  }
  gate.Open();
  EXPECT_EQ(client.Send("GET", "/", "", {}, Deadline::After(kTimeout)).status, 200);
  EXPECT_EQ(client.Send("GET", "/", "", {}, Deadline::After(kTimeout)).status, 200);
}

TEST_F(HttpClient, AFullReplicaIsPassedOver) {
  std::atomic<bool> entered{false}, leave{false};
  Router router(test::Believing());
  test::Serve(router, "GET", "/", [&](const Request&) {
    entered = true;
    while (!leave) std::this_thread::yield();
    return Json("{}");
  });
  Server full(ServerOptions{.name = "full", .threads = 1, .queue = 0}, std::move(router),
              registry_);
  full.Start();
  const auto url = "http://127.0.0.1:" + std::to_string(full.port());
  auto occupant = To(url);
  std::thread occupying(
      [&] { (void)occupant.Send("GET", "/", "", {}, Deadline::After(kTimeout)); });
  while (!entered) std::this_thread::yield();
  auto both = To(url + "," + alive_);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(both.Send("GET", "/", "", {}, Deadline::After(kTimeout)).status, 200);
  }
  auto only = To(url);
  EXPECT_EQ(only.Send("GET", "/", "", {}, Deadline::After(kTimeout)).status, 503);
  leave = true;
  occupying.join();
}

TEST_F(HttpClient, ACallThatMayHaveBeenDoneIsNotRepeatedUnlessItCarriesAKey) {
  const Frozen frozen;
  auto client = To(frozen.url() + "," + alive_);
  EXPECT_THROW((void)client.Send("POST", "/", "", {}, Deadline::After(milliseconds(100))),
               Unavailable);
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpClient, CallersBeyondTheBoundFailAtOnce) {
  const Frozen frozen;
  auto client =
      To(frozen.url(),
         {.name = "", .base_url = "", .connections = 1, .waiting = 0, .late_calls = 1'000'000});
  std::atomic<bool> refused{false};
  const auto until = std::chrono::steady_clock::now() + kTimeout;
  const auto call = [&] {
    while (!refused && std::chrono::steady_clock::now() < until) {
      try {
        (void)client.Send("GET", "/", "", {}, Deadline::After(milliseconds(20)));
      } catch (const Unavailable& error) {
        if (std::string(error.what()).find("wait already") != std::string::npos) refused = true;
      }
    }
  };
  std::thread other(call);
  call();
  other.join();
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace erp::http
