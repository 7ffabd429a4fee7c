#include "support/gate.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "support/daemon.h"
#include "support/environment.h"

namespace erp::test {
namespace {

sockaddr_in Address(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const std::string numeric = host == "localhost" ? "127.0.0.1" : host;
  if (inet_pton(AF_INET, numeric.c_str(), &address.sin_addr) != 1) {
    throw std::runtime_error("a gate wants an IPv4 address, not " + host);
  }
  return address;
}

int Connect(const std::string& host, int port) {
  const auto address = Address(host, port);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

// Moves what is there from one side to the other; false at the end of the stream.
bool Forward(int from, int to) {
  std::array<char, 16384> buffer{};
  const ssize_t size = recv(from, buffer.data(), buffer.size(), 0);
  ssize_t sent = 0;
  while (sent < size) {
    const ssize_t n =
        send(to, buffer.data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += n;
  }
  return size > 0;
}

}  // namespace

Gate::Gate(std::string host, int target_port)
    : host_(std::move(host)), target_port_(target_port), port_(FreePort()) {
  listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = Address("127.0.0.1", port_);
  std::array<int, 2> wake{};
  if (bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listening_, 128) != 0 || pipe2(wake.data(), O_CLOEXEC) != 0) {
    close(listening_);
    throw std::runtime_error("a gate cannot listen on port " + std::to_string(port_));
  }
  wake_read_ = wake[0];
  wake_write_ = wake[1];
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

Gate::~Gate() {
  thread_.request_stop();
  Wake();
  thread_.join();
  for (const int fd : {listening_, wake_read_, wake_write_}) close(fd);
}

void Gate::Cut() { Set(Mode::kCut); }
void Gate::Silence() { Set(Mode::kSilent); }
void Gate::Open() { Set(Mode::kOpen); }

void Gate::SwitchTo(int target_port) {
  Cut();
  target_port_ = target_port;
  Open();
}

void Gate::Set(Mode mode) {
  wanted_ = mode;
  if (!Wake() || !Eventually(std::chrono::seconds(5), [&] { return present_ == mode; })) {
    throw std::runtime_error("a gate does not react");
  }
}

bool Gate::Wake() const {
  const char byte = 0;
  return write(wake_write_, &byte, 1) == 1;
}

void Gate::Run(const std::stop_token& stop) {
  std::vector<Pair> pairs;
  while (!stop.stop_requested()) {
    const Mode mode = wanted_;
    if (mode == Mode::kCut) CloseAll(pairs);
    present_ = mode;
    std::vector<pollfd> waiting{{wake_read_, POLLIN, 0}, {listening_, POLLIN, 0}};
    for (const auto& pair : pairs) {
      // A negative descriptor is not looked at.
      waiting.push_back({mode == Mode::kOpen ? pair.client : -1, POLLIN, 0});
      waiting.push_back({mode == Mode::kOpen ? pair.server : -1, POLLIN, 0});
    }
    poll(waiting.data(), waiting.size(), -1);
    if (waiting[0].revents != 0) {
      char byte = 0;
      if (read(wake_read_, &byte, 1) == 1) continue;
    }
    ForwardReadable(pairs, waiting);
    if (waiting[1].revents != 0) Accept(pairs);
  }
  CloseAll(pairs);
}

void Gate::CloseAll(std::vector<Pair>& pairs) {
  for (const auto& pair : pairs) {
    close(pair.client);
    close(pair.server);
  }
  pairs.clear();
}

// `waiting` holds two descriptors of each pair after the first two entries.
void Gate::ForwardReadable(std::vector<Pair>& pairs, const std::vector<pollfd>& waiting) {
  std::vector<Pair> kept;
  std::vector<Pair> ended;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& pair = pairs[i];
    const bool alive = (waiting[2 + 2 * i].revents == 0 || Forward(pair.client, pair.server)) &&
                       (waiting[3 + 2 * i].revents == 0 || Forward(pair.server, pair.client));
    (alive ? kept : ended).push_back(pair);
  }
  CloseAll(ended);
  pairs = std::move(kept);
}

void Gate::Accept(std::vector<Pair>& pairs) {
  const int client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
  const int server = wanted_ == Mode::kCut ? -1 : Connect(host_, target_port_);
  if (server >= 0) {
    pairs.push_back({client, server});
  } else {
    close(client);
  }
}

}  // namespace erp::test
