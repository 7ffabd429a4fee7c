// Pub/sub on a connection and thread of its own, following a changing set of channels.
// Pub/sub is a hint: messages sent while the connection is away are lost, so every
// (re)connection is announced and the owner catches up from what is stored.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "observe/metrics.h"
#include "redis/url.h"

namespace erp::redis {

// Thread-safe.
class Subscriber {
 public:
  struct Callbacks {
    // On the subscriber's thread; must not block.
    std::function<void(const std::string& channel, const std::string& message)> on_message;
    // The channel is subscribed on the server from now on: what is published after this is
    // received. Also after each reconnection, for every wanted channel.
    std::function<void(const std::string& channel)> on_subscribed;
  };

  Subscriber(Url url, Callbacks callbacks, metrics::Registry& registry);
  ~Subscriber();
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  void Start();
  void Stop();

  // Wants or no longer wants a channel; returns at once, also while the server is away.
  void Subscribe(const std::string& channel);
  void Unsubscribe(const std::string& channel);

  // Whether the connection stands now.
  [[nodiscard]] bool Connected() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::redis
