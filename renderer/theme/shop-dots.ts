import { css } from 'lit';

/** The dot by which a shop is known at a glance: `<i class="dot blue">`. */
export const shopDots = css`
  .dot {
    flex: none;
    display: inline-block;
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: var(--dot);
    forced-color-adjust: none;
  }

  .blue {
    --dot: light-dark(#2f6fdb, #7aa8f5);
  }

  .green {
    --dot: light-dark(#1f8a55, #5ec48d);
  }

  .amber {
    --dot: light-dark(#b97708, #f0b24c);
  }

  .red {
    --dot: light-dark(#c33225, #ff8a7a);
  }

  .violet {
    --dot: light-dark(#7d4cc4, #b795ec);
  }

  .grey {
    --dot: light-dark(#857d72, #9f978b);
  }
`;
