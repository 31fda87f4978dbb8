// The bare thing to measure against: Beast's own reading and writing of one constant reply.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <string>
#include <thread>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;

namespace {

constexpr auto completion = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> serve(Tcp::socket socket) {
    boost::beast::flat_buffer buffer;
    while (true) {
        http::request<http::string_body> request;
        auto const [failed, read] = co_await http::async_read(socket, buffer, request, completion);
        if (failed) co_return;
        http::response<http::string_body> reply(http::status::ok, 11);
        reply.set(http::field::content_type, "application/json");
        reply.body() = R"({"status":"ok"})";
        reply.prepare_payload();
        auto const [broken, written] = co_await http::async_write(socket, reply, completion);
        if (broken) co_return;
    }
}

asio::awaitable<void> accept(Tcp::acceptor& acceptor, asio::io_context& io) {
    while (true) {
        auto [failed, socket] = co_await acceptor.async_accept(asio::make_strand(io), completion);
        if (failed) co_return;
        socket.set_option(Tcp::no_delay(true));
        auto const executor = socket.get_executor();
        asio::co_spawn(executor, serve(std::move(socket)), asio::detached);
    }
}

}  // namespace

/// Prints its port; ends with its parent's signal.
int main() {
    asio::io_context io(2);
    Tcp::acceptor acceptor(io, Tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    std::fputs((std::to_string(acceptor.local_endpoint().port()) + "\n").c_str(), stdout);
    std::fflush(stdout);
    asio::co_spawn(io, accept(acceptor, io), asio::detached);
    std::jthread const other([&io] { io.run(); });
    io.run();
}
