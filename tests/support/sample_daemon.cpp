// The smallest thing that behaves like one of our daemons, for the tests of test::Daemon.
// SAMPLE_READY_AFTER: how many answers of /readyz are 503 first. SAMPLE_STUBBORN: ignore TERM.
// `--echo <word>` prints the word and SAMPLE_WORD and ends with 3.
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>

namespace {

int Number(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? 0 : std::atoi(text);
}

extern "C" void Exit(int) { _exit(0); }

}  // namespace

int main(int argc, char** argv) {
  const char* word = std::getenv("SAMPLE_WORD");
  if (argc == 3 && std::string(argv[1]) == "--echo") {
    std::cout << argv[2] << std::endl;
    std::cerr << (word == nullptr ? "" : word) << std::endl;
    return 3;
  }
  signal(SIGTERM, std::getenv("SAMPLE_STUBBORN") == nullptr ? Exit : SIG_IGN);
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(Number("OPERATOR_PORT")));
  if (bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listening, 16) != 0) {
    std::cerr << "cannot listen" << std::endl;
    return 1;
  }
  int answers = 0;
  while (true) {
    const int connection = accept(listening, nullptr, nullptr);
    std::array<char, 4096> request{};
    if (read(connection, request.data(), request.size()) > 0) {
      const std::string status = answers++ < Number("SAMPLE_READY_AFTER") ? "503 Away" : "200 OK";
      const std::string answer = "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\n{}";
      if (write(connection, answer.data(), answer.size()) < 0) std::cerr << "gone" << std::endl;
    }
    close(connection);
  }
}
