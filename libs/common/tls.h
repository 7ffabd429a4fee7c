// How a connection to an engine is protected by TLS. The certificate of the server is always
// verified, and so is the name or address by which it was reached.
#pragma once

#include <string>

namespace erp {

// Files are in PEM and are read when a connection is made. A value.
struct Tls {
  bool on = false;
  std::string ca_file;           // who signs the server's certificate; empty: the system's
  std::string certificate_file;  // of this client; empty: none
  std::string key_file;          // of that certificate
};

}  // namespace erp
