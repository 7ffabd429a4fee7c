// Where somebody checks in, and whether that is a place of work: an allowed network, or a radius
// around a point. Pure values and functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/geo.h"
#include "common/ip_network.h"

namespace erp::employee {

enum class PlacePolicy {
  kOff,     // nothing is looked at, and no position is kept
  kMark,    // what was found is stored with the record
  kRefuse,  // and a check-in from elsewhere is refused
};

// Where a client says it is, and how many metres that may be off.
struct Position {
  GeoPoint point;
  double accuracy_m = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

// Without networks and points nothing is looked at.
struct PlaceRules {
  PlacePolicy policy = PlacePolicy::kOff;
  std::vector<IpNetwork> networks = {};
  std::vector<GeoCircle> circles = {};
  double max_accuracy_m = 100;  // a position that may be off by more proves nothing
};

enum class PlaceFinding {
  kUnchecked,
  kNetwork,     // the client's address is in an allowed network
  kRadius,      // the position is within a radius
  kOutside,     // neither
  kNoPosition,  // in none of the networks, and no position was sent
  kInaccurate,  // in none of the networks, and the position may be off by too much
};
// "network", "radius", "outside", "no-position", "inaccurate"; "" when unchecked.
std::string FindingName(PlaceFinding finding);
std::optional<PlaceFinding> ParseFinding(const std::string& name);

// What is kept of where somebody checked in.
struct PlaceCheck {
  PlaceFinding finding = PlaceFinding::kUnchecked;
  std::optional<Position> position = std::nullopt;

  // It was looked for, and is no place of work.
  [[nodiscard]] bool elsewhere() const {
    return finding != PlaceFinding::kUnchecked && finding != PlaceFinding::kNetwork &&
           finding != PlaceFinding::kRadius;
  }
};

// `address` is the client's, as the gateway names it; absent or unreadable it is in no network.
PlaceCheck CheckPlace(const PlaceRules& rules,
                      const std::optional<std::string>& address,
                      const std::optional<Position>& position);

}  // namespace erp::employee
