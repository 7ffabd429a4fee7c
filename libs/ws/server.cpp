#include "ws/server.h"

#include <utility>

#include "ws/internal/loop.h"

namespace erp::ws {

Server::Server(Options options, Callbacks callbacks)
    : loop_(std::make_unique<Loop>(std::move(options), std::move(callbacks))) {}

Server::~Server() = default;

void Server::Start() { loop_->Start(); }

int Server::port() const { return loop_->port(); }

void Server::Post(std::function<void()> task) { loop_->Post(std::move(task)); }

void Server::Send(ConnectionId connection, std::string text) {
  loop_->Post([this, connection, text = std::move(text)]() mutable {
    loop_->Send(connection, std::move(text));
  });
}

void Server::Close(ConnectionId connection, CloseCode code, std::string reason) {
  loop_->Post([this, connection, code, reason = std::move(reason)] {
    loop_->Close(connection, code, reason);
  });
}

void Server::SendNow(ConnectionId connection, std::string text) {
  loop_->Send(connection, std::move(text));
}

void Server::CloseNow(ConnectionId connection, CloseCode code, const std::string& reason) {
  loop_->Close(connection, code, reason);
}

std::size_t Server::Buffered(ConnectionId connection) const { return loop_->Buffered(connection); }

void Server::StopAccepting() {
  loop_->Post([this] { loop_->StopAccepting(); });
}

void Server::Stop(CloseCode code, const std::string& reason, std::chrono::milliseconds budget) {
  loop_->Stop(code, reason, budget);
}

}  // namespace erp::ws
