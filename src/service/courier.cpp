// A copy under a hidden name and a rename: a gateway never sees half a package.
#include "service/courier.hpp"

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/file.hpp"
#include "base/text.hpp"
#include "store/outbox.hpp"

namespace service {
namespace {

constexpr char const* worker = "courier";

std::unexpected<base::Error> malformed(std::string const& id) {
    return base::fail(base::ErrorKind::internal, "store_corrupt", {.field = id},
                      {{"reason", "outbox"}});
}

/// Errors: `store_corrupt`, file errors.
base::Result<void> lay_down(Place const& place, std::string const& gateway,
                            domain::OutboxMessage const& message) {
    auto const said = nlohmann::json::parse(message.payload, nullptr, false);
    if (!said.is_object()) return malformed(message.id);
    std::string const to = said.value("to", "");
    std::string const file = place.data + "/" + said.value("file", "");
    std::string const name = said.value("name", "");
    if (!domain::parse_edition(to) || name.empty()) return malformed(message.id);
    std::string const folder = gateway + "/" + to;
    TRY_VOID(base::make_directories(folder));
    TRY_VOID(base::copy_file(file, folder + "/." + name));
    return base::rename_path(folder + "/." + name, folder + "/" + name);
}

}  // namespace

std::string delivery_text(Place const& place, Delivery const& delivery) {
    nlohmann::ordered_json const out = {{"to", delivery.to},
                                        {"file", delivery.file.substr(place.data.size() + 1)},
                                        {"name", delivery.name}};
    return out.dump();
}

base::Result<int64_t> deliver_due(Place const& place, std::string const& gateway,
                                  store::Moment const& moment) {
    auto const due = TRY(store::transact(place.database, moment, [](store::Transaction& tx) {
        return store::claim_messages(tx, {.worker = worker});
    }));
    int64_t delivered = 0;
    for (domain::OutboxMessage const& message : due) {
        auto const laid = lay_down(place, gateway, message);
        auto const noted = store::transact(place.database, moment, [&](store::Transaction& tx) {
            return laid ? store::finish_message(tx, message)
                        : store::retry_message(tx, message, laid.error().code);
        });
        // Lost to another worker: it delivers once more, which does no harm.
        if (!noted && noted.error().code != "message_lost") return std::unexpected(noted.error());
        delivered += laid ? 1 : 0;
    }
    return delivered;
}

struct Courier::State {
    Place const& place;
    Route route;
    std::mutex mutex = {};
    std::condition_variable woken = {};
    bool ends = false;
    std::thread thread = {};

    void run() {
        std::unique_lock lock(mutex);
        while (!woken.wait_for(lock, std::chrono::milliseconds(route.period_ms),
                               [this] { return ends; })) {
            lock.unlock();
            // A failure is tried again at the next turn; /v1/messages shows how each one fares.
            auto const done = deliver_due(place, route.gateway, {.now = route.now()});
            static_cast<void>(done);
            lock.lock();
        }
    }
};

Courier::Courier(Place const& place, Route route)
    : state_(std::make_unique<State>(place, std::move(route))) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Courier::~Courier() {
    {
        std::lock_guard const lock(state_->mutex);
        state_->ends = true;
    }
    state_->woken.notify_all();
    state_->thread.join();
}

}  // namespace service
