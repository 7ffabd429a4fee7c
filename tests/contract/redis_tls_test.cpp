// The driver by TLS, on a server with certificates of this test's own.
#include <atomic>
#include <cstdlib>
#include <filesystem>

#include "common/error.h"
#include "redis/subscriber.h"
#include "redis_fixture.h"
#include "support/daemon.h"
#include "support/redis_server.h"

namespace erp::redis {
namespace {

// Authorities and certificates in a temporary folder, by openssl.
class Certificates {
 public:
  Certificates() { std::filesystem::create_directory(folder_); }
  ~Certificates() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  [[nodiscard]] std::string File(const std::string& name) const { return folder_ / name; }

  void MakeAuthority(const std::string& name) const {
    Make(name, " -addext basicConstraints=critical,CA:TRUE");
  }
  void MakeServer(const std::string& name, const std::string& authority, const char* names) const {
    Make(name, std::string(" -addext basicConstraints=CA:FALSE -addext subjectAltName=") + names +
                   " -CA " + File(authority + ".pem") + " -CAkey " + File(authority + ".key"));
  }

 private:
  void Make(const std::string& name, const std::string& more) const {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -config "
        "/dev/null -subj /CN=" +
        name + " -keyout " + File(name + ".key") + " -out " + File(name + ".pem") + more +
        " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl failed: " + command);
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / test::RandomName("test-tls-");
};

struct ServedByTls {
  ServedByTls() {
    certificates.MakeAuthority("ours");
    certificates.MakeAuthority("theirs");
    certificates.MakeServer("server", "ours", "IP:127.0.0.1");
  }

  std::vector<std::string> Settings() const {
    return {"--tls-port",         std::to_string(port),
            "--tls-auth-clients", "no",
            "--tls-cert-file",    certificates.File("server.pem"),
            "--tls-key-file",     certificates.File("server.key"),
            "--tls-ca-cert-file", certificates.File("ours.pem")};
  }

  Certificates certificates;
  int port = test::FreePort();
};

class RedisTls : public testing::Test {
 protected:
  PoolOptions By(const std::string& authority, const std::string& host = "127.0.0.1") const {
    PoolOptions options;
    options.url = ParseUrl("rediss://" + host + ":" + std::to_string(served_.port) + "/0").value();
    options.url.tls.ca_file = served_.certificates.File(authority + ".pem");
    options.connect_timeout = std::chrono::seconds(5);
    options.command_timeout = std::chrono::seconds(5);
    options.connections = 2;
    return options;
  }
  std::string Refusal(const PoolOptions& options) {
    try {
      Pool(options, registry_).Run({"PING"});
    } catch (const Unavailable& away) {
      return away.what();
    }
    return "nothing was refused";
  }

  ServedByTls served_;
  test::RedisServer server_{served_.Settings()};
  metrics::Registry registry_;
};

TEST_F(RedisTls, CommandsAndAnswersOfAnySizeGoByTls) {
  Pool pool(By("ours"), registry_);
  EXPECT_EQ(pool.Run({"PING"}).text, "PONG");
  for (const std::size_t size : {std::size_t{1}, std::size_t{16'384}, std::size_t{3'000'000}}) {
    const std::string value(size, 'x');
    pool.Run({"SET", "key", value});
    EXPECT_EQ(pool.Run({"GET", "key"}).AsText(), value);
  }
  const std::vector<Command> many(1000, Command{"INCR", "count"});
  const auto answers = pool.Pipeline(many);
  ASSERT_EQ(answers.size(), 1000U);
  EXPECT_EQ(answers.back().AsInteger(), 1000);
  EXPECT_EQ(pool.Breaks(), 0U) << "a session ticket is no broken connection";
}

TEST_F(RedisTls, AConnectionThatBreaksIsReplaced) {
  Pool pool(By("ours"), registry_);
  pool.Run({"SET", "key", "value"});
  server_.Restart();
  EXPECT_TRUE(Eventually([&] {
    try {
      return pool.Run({"GET", "key"}).AsText() == "value";
    } catch (const Unavailable&) {
      return false;
    }
  }));
}

TEST_F(RedisTls, ACertificateOfAnotherAuthorityIsRefused) {
  EXPECT_NE(Refusal(By("theirs")).find("certificate"), std::string::npos) << Refusal(By("theirs"));
}

TEST_F(RedisTls, ACertificateOfAnotherHostIsRefused) {
  const auto refusal = Refusal(By("ours", "localhost"));
  EXPECT_NE(refusal.find("hostname mismatch"), std::string::npos) << refusal;
}

TEST_F(RedisTls, AnAuthorityThatCannotBeReadIsRefused) {
  EXPECT_NE(Refusal(By("nobody")).find("nobody.pem"), std::string::npos);
}

TEST_F(RedisTls, AServerWithoutTlsIsUnavailable) {
  auto options = By("ours");
  options.url.port = server_.port();
  options.connect_timeout = std::chrono::milliseconds(500);
  EXPECT_NE(Refusal(options).find("TLS"), std::string::npos);
}

TEST_F(RedisTls, ASubscriberHearsWhatIsPublished) {
  std::atomic<int> heard = 0;
  std::atomic<bool> subscribed = false;
  Subscriber subscriber(
      By("ours").url,
      {.on_message = [&](const std::string&, const std::string& text) { heard += text == "news"; },
       .on_subscribed = [&](const std::string&) { subscribed = true; }},
      registry_);
  subscriber.Start();
  subscriber.Subscribe("channel");
  ASSERT_TRUE(Eventually([&] { return subscribed.load(); }));
  Pool pool(By("ours"), registry_);
  pool.Run({"PUBLISH", "channel", "news"});
  EXPECT_TRUE(Eventually([&] { return heard == 1; }));
  subscriber.Stop();
}

}  // namespace
}  // namespace erp::redis
