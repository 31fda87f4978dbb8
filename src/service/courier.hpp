// The courier: lays packages that are due where a gateway fetches them, at least once and whole.
#pragma once

#include <memory>
#include <string>

#include "domain/work.hpp"
#include "service/place.hpp"

namespace service {

/// A package that goes out. `file` is below the deployment's folder; `name` is its only one at the
/// gateway.
struct Delivery {
    std::string to;  // Edition.
    std::string file;
    std::string name;
};

/// What a message about it says.
std::string delivery_text(Place const& place, Delivery const& delivery);

/// Copies what is due to `<gateway>/<edition>/<name>`; returns how many. What cannot be delivered
/// is tried again later, more and more seldom (store/outbox.hpp).
/// Errors: those of the store.
base::Result<int64_t> deliver_due(Place const& place, std::string const& gateway,
                                  store::Moment const& moment);

/// Delivers on a thread of its own every `period_ms` until destroyed. `place` outlives it.
class Courier {
public:
    struct Route {
        std::string gateway;  // Folder.
        int64_t (*now)();     // Milliseconds since 1970.
        int64_t period_ms = 1000;
    };
    Courier(Place const& place, Route route);
    ~Courier();
    Courier(Courier const&) = delete;
    Courier& operator=(Courier const&) = delete;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace service
