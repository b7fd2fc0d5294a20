package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.query.Condition;
import io.twinoperator.emulator.query.Evaluator;
import io.twinoperator.emulator.query.Expression;
import io.twinoperator.emulator.query.QueryParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The devices as a person looks through them. It sees them as they are now, not as a query store
 * that lags behind does; each page walks every device once, to say how many fit.
 */
public final class Inventory {
  private final HubCore core;

  Inventory(HubCore core) {
    this.core = core;
  }

  /**
   * One page.
   *
   * @param devices in the order of their ids
   * @param fitting how many devices fit the filter, on all pages together
   * @param next what the next page comes {@code after}; empty on the last one
   */
  public record Page(List<DeviceSummary> devices, long fitting, Optional<String> next) {}

  /**
   * The devices behind {@code after} that fit; throws ArgumentInvalid where the condition is none.
   *
   * @param after a device id that need not exist any more
   * @param size 1 or more
   */
  public Page page(DeviceFilter filter, Optional<String> after, int size) {
    return core.locked(
        () -> {
          Optional<Expression> condition = filter.condition().map(this::parsed);
          List<Registration> shown = new ArrayList<>();
          long fitting = 0;
          boolean more = false;
          for (Registration device : core.registry().devices()) {
            if (!fits(device, filter, condition)) {
              continue;
            }
            fitting++;
            boolean behind =
                after.filter(last -> device.id().deviceId().compareTo(last) <= 0).isEmpty();
            more |= behind && shown.size() == size;
            if (behind && shown.size() < size) {
              shown.add(device);
            }
          }
          return new Page(shown.stream().map(this::summary).toList(), fitting, next(shown, more));
        });
  }

  private Expression parsed(String text) {
    Condition condition =
        QueryParser.parseCondition(text, core.settings().switches().queryRules().metadataInWhere());
    return switch (condition.source()) {
      case DEVICES -> condition.where();
      case DEVICES_JOBS, DEVICES_MODULES ->
          throw new HubError(
              ErrorCode.ARGUMENT_INVALID, "The condition is one of devices: leave out its FROM");
    };
  }

  private DeviceSummary summary(Registration device) {
    return DeviceSummary.of(device, core.registry().modulesOf(device.id().deviceId()).size());
  }

  private static boolean fits(
      Registration device, DeviceFilter filter, Optional<Expression> condition) {
    return device
            .id()
            .deviceId()
            .toLowerCase(Locale.ROOT)
            .contains(filter.idPart().toLowerCase(Locale.ROOT))
        && filter
            .connectionState()
            .filter(s -> !s.equals(device.row().connection().json()))
            .isEmpty()
        && condition.filter(where -> !Evaluator.isTrue(where, device.row())).isEmpty();
  }

  private static Optional<String> next(List<Registration> shown, boolean more) {
    return more ? Optional.of(shown.get(shown.size() - 1).id().deviceId()) : Optional.empty();
  }
}
