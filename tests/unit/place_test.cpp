// Networks and places as settings name them.
#include <gtest/gtest.h>

#include "common/geo.h"
#include "common/ip_network.h"

namespace erp {
namespace {

bool In(const char* network, const char* address) {
  return ParseIpNetwork(network).value().Has(ParseIpAddress(address).value());
}

TEST(IpNetwork, HasTheAddressesBehindItsPrefix) {
  EXPECT_TRUE(In("10.1.0.0/16", "10.1.255.255"));
  EXPECT_FALSE(In("10.1.0.0/16", "10.2.0.0"));
  EXPECT_TRUE(In("192.168.0.128/25", "192.168.0.128"));
  EXPECT_FALSE(In("192.168.0.128/25", "192.168.0.127"));
  EXPECT_TRUE(In("10.1.2.3", "10.1.2.3"));
  EXPECT_FALSE(In("10.1.2.3", "10.1.2.2"));
  EXPECT_TRUE(In("0.0.0.0/0", "203.0.113.9"));
  EXPECT_FALSE(In("0.0.0.0/0", "2001:db8::1")) << "IPv4 only";
  EXPECT_TRUE(In("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(In("2001:db8::/32", "2001:db9::1"));
  EXPECT_TRUE(In("10.1.0.0/16", "::ffff:10.1.0.9")) << "an IPv4 client of an IPv6 listener";
}

TEST(IpNetwork, IsReadStrictly) {
  for (const char* text : {"", "10.1", "10.1.0.0/33", "10.1.0.0/-1", "10.1.0.0/", "10.1.0.1/16",
                           "2001:db8::/129", "10.1.0.0/16x", "host", "10.1.0.0/ 16"}) {
    EXPECT_FALSE(ParseIpNetwork(text)) << text;
  }
  EXPECT_EQ(ParseIpNetworks(" 10.1.0.0/16 , 2001:db8::/32 ")->size(), 2U);
  EXPECT_TRUE(ParseIpNetworks(" ")->empty());
  for (const char* text :
       {",", "10.1.0.0/16,", "10.1.0.0/16,,10.2.0.0/16", "10.1.0.0/16;10.2.0.0"}) {
    EXPECT_FALSE(ParseIpNetworks(text)) << text;
  }
}

TEST(Geo, DistancesAreThoseOfTheEarth) {
  // Seoul City Hall to Busan City Hall, and a degree of longitude at the equator.
  EXPECT_NEAR(DistanceM({37.5665, 126.9780}, {35.1796, 129.0756}), 325'100, 1'500);
  EXPECT_NEAR(DistanceM({0, 0}, {0, 1}), 111'195, 5);
  EXPECT_NEAR(DistanceM({0, 179.9}, {0, -179.9}), 22'239, 5);
  EXPECT_NEAR(DistanceM({90, 0}, {-90, 0}), 20'015'000, 1'000);
  EXPECT_EQ(DistanceM({37.5, 127}, {37.5, 127}), 0);
}

TEST(Geo, CirclesAreReadStrictly) {
  const auto circles = ParseGeoCircles("37.5665,126.9780,150; 35.1, 129.0, 80").value();
  ASSERT_EQ(circles.size(), 2U);
  EXPECT_EQ(circles[1].centre, (GeoPoint{35.1, 129.0}));
  EXPECT_EQ(circles[1].radius_m, 80);
  EXPECT_TRUE(circles[0].Has({37.5670, 126.9780}));
  EXPECT_FALSE(circles[0].Has({37.5680, 126.9780}));
  EXPECT_TRUE(ParseGeoCircles("")->empty());
  for (const char* text :
       {"37.5", "37.5,127", "37.5,127,150,1", "91,127,150", "37.5,181,150", "37.5,127,0",
        "37.5,127,100001", "nan,127,150", "37.5,127,150;;", "a,b,c", "37.5,127,inf"}) {
    EXPECT_FALSE(ParseGeoCircles(text)) << text;
  }
}

}  // namespace
}  // namespace erp
